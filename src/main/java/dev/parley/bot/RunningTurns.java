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
  private final ConcurrentHashMap<UUID, String> botAddresses = new ConcurrentHashMap<>();

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

  /** Takes the turn, unless another verticle has it: then that one's address. */
  Optional<String> takeOrElsewhere(UUID turnId, String botAddress) {
    String owner = botAddresses.putIfAbsent(turnId, botAddress);
    return Optional.ofNullable(owner).filter(it -> !it.equals(botAddress));
  }

  /** Where the turn is answered, if it is. */
  Optional<String> find(UUID turnId) {
    return Optional.ofNullable(botAddresses.get(turnId));
  }

  /**
   * A retry was given the answer to begin. Whoever stored the turn may be about to ask for it, too,
   * and even after it is over.
   *
   * @param attempt which attempt it was given
   */
  void claim(UUID turnId, int attempt) {
    claimed.put(turnId, attempt);
  }

  /** Which attempt a retry was given, if one was, not long ago. */
  Optional<Integer> claimed(UUID turnId) {
    return Optional.ofNullable(claimed.getIfPresent(turnId));
  }

  void release(UUID turnId, String botAddress) {
    botAddresses.remove(turnId, botAddress);
  }

  int size() {
    return botAddresses.size();
  }
}
