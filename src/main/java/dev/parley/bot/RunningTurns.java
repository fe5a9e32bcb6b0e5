package dev.parley.bot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.bus.Bus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which bot verticle of this process answers which turn. A request for an answer that runs may
 * reach any instance; so any of them can tell where it runs, and all of them keep one limit.
 * Thread-safe.
 */
final class RunningTurns implements Shareable {

  private static final String NAME = "parley.bot";
  private static final int MOST_CLAIMS = 100_000;

  /** A request over the bus waits no longer than that. */
  private static final Duration CLAIM_REMEMBERED = Bus.REPLY_TIMEOUT.multipliedBy(3);

  private final Cache<UUID, Integer> claimed =
      Caffeine.newBuilder()
          .expireAfterWrite(CLAIM_REMEMBERED)
          .maximumSize(MOST_CLAIMS)
          .executor(Runnable::run)
          .build();
  private final ConcurrentHashMap<UUID, Place> places = new ConcurrentHashMap<>();

  /**
   * Who has a turn.
   *
   * @param isOver whether only readers are left there, who have not heard all of the answer
   */
  private record Place(String botAddress, boolean isOver) {}

  private RunningTurns(MeterRegistry meters) {
    Gauge.builder("parley.answers.running", this, RunningTurns::size)
        .description("Answers that run, or whose readers have not heard all of them")
        .register(meters);
  }

  /** The one of this process, which the first of its verticles makes. */
  static RunningTurns of(Vertx vertx, MeterRegistry meters) {
    return vertx
        .sharedData()
        .<String, RunningTurns>getLocalMap(NAME)
        .computeIfAbsent("turns", name -> new RunningTurns(meters));
  }

  /** Takes the turn, unless its answer runs at another verticle: then that one's address. */
  Optional<String> takeOrElsewhere(UUID turnId, String botAddress) {
    Place place =
        places.compute(
            turnId,
            (id, taken) -> taken == null || taken.isOver() ? new Place(botAddress, false) : taken);
    return Optional.of(place.botAddress()).filter(it -> !it.equals(botAddress));
  }

  /** Where the turn's answer runs, if it does. */
  Optional<String> find(UUID turnId) {
    return Optional.ofNullable(places.get(turnId))
        .filter(place -> !place.isOver())
        .map(Place::botAddress);
  }

  /** Its answer runs no more: whoever asks for it finds what is stored, or begins it anew. */
  void over(UUID turnId, String botAddress) {
    places.computeIfPresent(
        turnId,
        (id, taken) -> taken.botAddress().equals(botAddress) ? new Place(botAddress, true) : taken);
  }

  /**
   * A retry was given the answer to begin. Whoever stored the turn may be about to ask for it, too,
   * and even after it is over.
   *
   * @param attempt which attempt it was given; a later one counts that another retry was given
   */
  void claim(UUID turnId, int attempt) {
    claimed.asMap().merge(turnId, attempt, Math::max);
  }

  /** Which attempt a retry was given, the last one of those not long ago. */
  Optional<Integer> claimed(UUID turnId) {
    return Optional.ofNullable(claimed.getIfPresent(turnId));
  }

  void release(UUID turnId, String botAddress) {
    places.computeIfPresent(
        turnId, (id, taken) -> taken.botAddress().equals(botAddress) ? null : taken);
  }

  int size() {
    return places.size();
  }
}
