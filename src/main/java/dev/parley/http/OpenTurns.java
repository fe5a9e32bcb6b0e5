package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The turns that are under way on one verticle, with their answers as they are written. One sweep
 * serves all of them, so that none needs a timer of its own. Belongs to one event loop.
 */
final class OpenTurns {

  private static final long MAX_SWEEP_MILLIS = 200;

  private static final long MOMENT_MILLIS = 50;

  /** After the deadline, for the ends of the answers that were cut there. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Vertx vertx;
  private final long sweepTimer;
  private final Set<AnswerWriter> writing = new HashSet<>();
  private final Promise<Void> drained = Promise.promise();
  private int underWay;
  private Optional<Instant> deadline = Optional.empty();

  OpenTurns(Vertx vertx, Duration keepAlive) {
    this.vertx = vertx;
    long every = Math.max(1, Math.min(MAX_SWEEP_MILLIS, keepAlive.toMillis() / 4));
    this.sweepTimer = vertx.setPeriodic(every, id -> sweep(keepAlive.toNanos()));
  }

  /** Counts a turn until it is over. */
  void begin() {
    underWay++;
  }

  void end() {
    underWay--;
    if (deadline.isPresent() && underWay == 0) {
      drained.tryComplete();
    }
  }

  void writing(AnswerWriter answer) {
    writing.add(answer);
  }

  void written(AnswerWriter answer) {
    writing.remove(answer);
  }

  /** Calls back when a client had a moment to read: a round trip of the network, mostly. */
  void afterMoment(Runnable callback) {
    vertx.setTimer(MOMENT_MILLIS, id -> callback.run());
  }

  int answers() {
    return writing.size();
  }

  /** From now on no turn is taken; those that run have until then. */
  void refuse(Instant until) {
    deadline = Optional.of(until);
  }

  boolean refused() {
    return deadline.isPresent();
  }

  /** Completes when the last turn is over, or shortly after the deadline. */
  Future<Void> drain() {
    Instant until = deadline.orElseGet(Instant::now);
    refuse(until);
    if (underWay == 0) {
      drained.tryComplete();
    }
    Duration left = Duration.between(Instant.now(), until.plus(LAST_WORDS));
    long timer = vertx.setTimer(Math.max(1, left.toMillis()), id -> drained.tryComplete());
    return drained
        .future()
        .onComplete(
            over -> {
              vertx.cancelTimer(timer);
              vertx.cancelTimer(sweepTimer);
            });
  }

  private void sweep(long keepAliveNanos) {
    long now = System.nanoTime();
    writing.forEach(answer -> answer.tick(now, keepAliveNanos));
  }
}
