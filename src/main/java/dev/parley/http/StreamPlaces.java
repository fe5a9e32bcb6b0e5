package dev.parley.http;

import dev.parley.settings.LimitSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for answers that are heard at the same time: in all, at one address, and by one
 * visitor. Each that was taken is given back once; what is kept is bounded by their number.
 * Thread-safe: all HTTP verticles share them.
 */
final class StreamPlaces {

  private final LimitSettings limits;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<Long, Integer> atIps = new ConcurrentHashMap<>();
  private final Map<Long, Integer> ofVisitors = new ConcurrentHashMap<>();

  StreamPlaces(LimitSettings limits) {
    this.limits = limits;
  }

  /** Takes a place, or says of what there is none left. */
  Optional<Limit> take(Asker asker) {
    if (all.getAndUpdate(n -> n < limits.maxStreams() ? n + 1 : n) >= limits.maxStreams()) {
      return Optional.of(Limit.STREAMS);
    }
    if (!limits.enabled()) {
      return Optional.empty();
    }
    if (!take(atIps, asker.ip(), limits.maxStreamsPerIp())) {
      all.decrementAndGet();
      return Optional.of(Limit.IP_STREAMS);
    }
    Optional<Long> visitor = asker.visitor();
    if (visitor.isPresent() && !take(ofVisitors, visitor.get(), limits.maxStreamsPerVisitor())) {
      giveBack(atIps, asker.ip());
      all.decrementAndGet();
      return Optional.of(Limit.VISITOR_STREAMS);
    }
    return Optional.empty();
  }

  /** Gives a place back that was taken. */
  void giveBack(Asker asker) {
    if (limits.enabled()) {
      asker.visitor().ifPresent(visitor -> giveBack(ofVisitors, visitor));
      giveBack(atIps, asker.ip());
    }
    all.decrementAndGet();
  }

  /** How many are taken. */
  int taken() {
    return all.get();
  }

  /** How many visitors and addresses are known: nobody who has no place. */
  int known() {
    return atIps.size() + ofVisitors.size();
  }

  private static boolean take(Map<Long, Integer> counts, Long key, int most) {
    boolean[] taken = new boolean[1];
    counts.compute(
        key,
        (same, before) -> {
          int count = before == null ? 0 : before;
          taken[0] = count < most;
          return taken[0] ? Integer.valueOf(count + 1) : before;
        });
    return taken[0];
  }

  private static void giveBack(Map<Long, Integer> counts, Long key) {
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }
}
