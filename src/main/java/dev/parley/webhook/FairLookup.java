package dev.parley.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Looks up a few hosts of each tenant at a time, since one whose name server is silent takes long:
 * his other hosts wait, and nobody else's do. A host that is being looked up is not looked up once
 * more. Not thread-safe.
 */
final class FairLookup {

  private static final int MOST_PER_DOMAIN = 2;

  private final Lookup lookup;

  /** By host. */
  private final Map<String, Future<List<InetAddress>>> running = new HashMap<>();

  /** By domain; none that looks up nothing. */
  private final Map<UUID, Share> shares = new HashMap<>();

  private static final class Share {
    private int running;

    /** By host. Nothing waits while there is a place. */
    private final Map<String, Promise<List<InetAddress>>> waiting = new LinkedHashMap<>();
  }

  FairLookup(Lookup lookup) {
    this.lookup = lookup;
  }

  /** As {@link Lookup#addresses}, for a tenant. */
  Future<List<InetAddress>> addresses(UUID domainId, String host) {
    Future<List<InetAddress>> same = running.get(host);
    if (same != null) {
      return same;
    }
    Share share = shares.computeIfAbsent(domainId, id -> new Share());
    if (share.running < MOST_PER_DOMAIN) {
      return begin(domainId, share, host);
    }
    return share.waiting.computeIfAbsent(host, it -> Promise.promise()).future();
  }

  private Future<List<InetAddress>> begin(UUID domainId, Share share, String host) {
    share.running++;
    Future<List<InetAddress>> found = lookup.addresses(host);
    running.put(host, found);
    return found.onComplete(
        done -> {
          running.remove(host);
          share.running--;
          goOn(domainId, share);
        });
  }

  private void goOn(UUID domainId, Share share) {
    while (!share.waiting.isEmpty() && share.running < MOST_PER_DOMAIN) {
      Iterator<Map.Entry<String, Promise<List<InetAddress>>>> all =
          share.waiting.entrySet().iterator();
      Map.Entry<String, Promise<List<InetAddress>>> next = all.next();
      all.remove();
      String host = next.getKey();
      Future<List<InetAddress>> same = running.get(host);
      (same == null ? begin(domainId, share, host) : same).onComplete(next.getValue());
    }
    if (share.running == 0) {
      shares.remove(domainId);
    }
  }
}
