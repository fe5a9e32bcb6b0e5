package dev.parley.http;

import dev.parley.settings.LimitSettings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for answers that are heard at the same time: in all, at one address, and by one
 * visitor. Each that was taken is given back once; what is kept is bounded by their number.
 * Thread-safe: all HTTP verticles share them.
 */
final class StreamPlaces {

  private final LimitSettings limits;
  private final AtomicInteger all = new AtomicInteger();
  private final PlacesOfEach atIps;
  private final PlacesOfEach ofVisitors;

  StreamPlaces(LimitSettings limits) {
    this.limits = limits;
    this.atIps = new PlacesOfEach(limits.maxStreamsPerIp());
    this.ofVisitors = new PlacesOfEach(limits.maxStreamsPerVisitor());
  }

  /** Takes a place, or says of what there is none left. */
  Optional<Limit> take(Asker asker) {
    if (all.getAndUpdate(n -> n < limits.maxStreams() ? n + 1 : n) >= limits.maxStreams()) {
      return Optional.of(Limit.STREAMS);
    }
    if (!limits.enabled()) {
      return Optional.empty();
    }
    if (!atIps.take(asker.ip())) {
      all.decrementAndGet();
      return Optional.of(Limit.IP_STREAMS);
    }
    Optional<Long> visitor = asker.visitor();
    if (visitor.isPresent() && !ofVisitors.take(visitor.get())) {
      atIps.giveBack(asker.ip());
      all.decrementAndGet();
      return Optional.of(Limit.VISITOR_STREAMS);
    }
    return Optional.empty();
  }

  /** Gives a place back that was taken. */
  void giveBack(Asker asker) {
    if (limits.enabled()) {
      asker.visitor().ifPresent(ofVisitors::giveBack);
      atIps.giveBack(asker.ip());
    }
    all.decrementAndGet();
  }

  /** How many are taken. */
  int taken() {
    return all.get();
  }

  /** How many visitors and addresses are known: nobody who has no place. */
  int known() {
    return atIps.known() + ofVisitors.known();
  }
}
