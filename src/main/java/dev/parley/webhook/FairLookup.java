package dev.parley.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Looks up a few hosts of each tenant at a time, since one whose name server is silent takes long:
 * his other hosts wait, and nobody else's do. All tenants whose last look-up was slow have half of
 * the threads together. A host that is being looked up is not looked up once more. Not thread-safe.
 */
final class FairLookup {

  private static final int MOST_PER_DOMAIN = 2;
  private static final int MOST_SLOW = SystemLookup.THREADS / 2;
  private static final Duration SLOW_AFTER = Duration.ofSeconds(1);

  private final Lookup lookup;
  private final LongSupplier clock;

  /** By host. */
  private final Map<String, Future<List<InetAddress>>> running = new HashMap<>();

  /** By domain; none that looks up nothing. Whose look-up was over last comes last. */
  private final Map<UUID, Share> shares = new LinkedHashMap<>();

  private final SlowOnes slow = new SlowOnes(SLOW_AFTER);
  private int slowRunning;

  private static final class Share {
    private int running;

    /** By host. Nothing waits while there is a place. */
    private final Map<String, Promise<List<InetAddress>>> waiting = new LinkedHashMap<>();
  }

  FairLookup(Lookup lookup) {
    this(lookup, System::nanoTime);
  }

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  FairLookup(Lookup lookup, LongSupplier clock) {
    this.lookup = lookup;
    this.clock = clock;
  }

  /** As {@link Lookup#addresses}, for a tenant. */
  Future<List<InetAddress>> addresses(UUID domainId, String host) {
    Future<List<InetAddress>> same = running.get(host);
    if (same != null) {
      return same;
    }
    Share share = shares.computeIfAbsent(domainId, id -> new Share());
    if (hasPlace(domainId, share)) {
      return begin(domainId, share, host);
    }
    return share.waiting.computeIfAbsent(host, it -> Promise.promise()).future();
  }

  private boolean hasPlace(UUID domainId, Share share) {
    return share.running < MOST_PER_DOMAIN && (slowRunning < MOST_SLOW || !slow.contains(domainId));
  }

  private Future<List<InetAddress>> begin(UUID domainId, Share share, String host) {
    boolean isSlow = slow.contains(domainId);
    long begun = clock.getAsLong();
    share.running++;
    slowRunning += isSlow ? 1 : 0;
    Future<List<InetAddress>> found = lookup.addresses(host);
    running.put(host, found);
    return found.onComplete(
        done -> {
          running.remove(host);
          share.running--;
          slowRunning -= isSlow ? 1 : 0;
          slow.note(domainId, Duration.ofNanos(clock.getAsLong() - begun));
          shares.remove(domainId);
          shares.put(domainId, share);
          List.copyOf(shares.entrySet()).forEach(it -> goOn(it.getKey(), it.getValue()));
        });
  }

  private void goOn(UUID domainId, Share share) {
    while (!share.waiting.isEmpty() && hasPlace(domainId, share)) {
      Iterator<Map.Entry<String, Promise<List<InetAddress>>>> all =
          share.waiting.entrySet().iterator();
      Map.Entry<String, Promise<List<InetAddress>>> next = all.next();
      all.remove();
      String host = next.getKey();
      Future<List<InetAddress>> same = running.get(host);
      (same == null ? begin(domainId, share, host) : same).onComplete(next.getValue());
    }
    if (share.running == 0 && share.waiting.isEmpty()) {
      shares.remove(domainId);
    }
  }
}
