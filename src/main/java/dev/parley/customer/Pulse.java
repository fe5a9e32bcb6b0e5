package dev.parley.customer;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;

/**
 * Keeps the connections of lanes alive while nobody uses them. A firewall or a balancer on the way
 * forgets what says nothing for some minutes, and tells nobody; the operating system would look
 * after two hours. A lane for turns that has lost its connection is made warm again, so that the
 * first visitor after a quiet hour does not wait for it. Says nothing in the log: whoever needs the
 * database and does not have it, does. Not thread-safe.
 */
final class Pulse {

  /** Those who forget soonest do so after a minute. */
  private static final Duration EVERY = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Collection<Lane> lanes;
  private final Collection<Lane> warm;
  private final Duration every;
  private final Duration patience;

  private long timer;

  /**
   * @param lanes whose connections are kept, as long as they are open; may become more
   * @param warm those of them which always have one that is warm
   */
  Pulse(Vertx vertx, Collection<Lane> lanes, Collection<Lane> warm) {
    this(vertx, lanes, warm, EVERY, PATIENCE);
  }

  Pulse(
      Vertx vertx,
      Collection<Lane> lanes,
      Collection<Lane> warm,
      Duration every,
      Duration patience) {
    this.vertx = vertx;
    this.lanes = lanes;
    this.warm = warm;
    this.every = every;
    this.patience = patience;
  }

  void begin() {
    timer = vertx.setPeriodic(every.toMillis(), id -> lanes.forEach(this::beat));
  }

  void end() {
    vertx.cancelTimer(timer);
  }

  private void beat(Lane lane) {
    lane.pulse(patience)
        .onSuccess(
            isOpen -> {
              if (!isOpen && warm.contains(lane)) {
                WarmUp.of(lane);
              }
            });
  }
}
