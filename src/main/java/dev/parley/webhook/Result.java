package dev.parley.webhook;

import java.time.Duration;
import java.util.Optional;

/**
 * What is to be written down about a delivery after an attempt.
 *
 * @param state the delivery's from now on
 * @param pause until the next attempt, when the state is pending
 */
record Result(
    Claimed delivery,
    String state,
    Optional<Integer> status,
    Optional<String> error,
    Duration pause) {

  static final String PENDING = "pending";
  static final String DELIVERED = "delivered";
  static final String FAILED = "failed";

  /**
   * After an attempt. What a receiver refused for good waits as well: his webhook is switched off,
   * so it is sent when that is on again; or at another URL, when it was given one meanwhile.
   */
  static Result of(Claimed delivery, Attempt attempt, Backoff backoff) {
    Duration pause = backoff.after(delivery.attempts(), attempt.retryAfter());
    String state = PENDING;
    if (attempt.succeeded()) {
      state = DELIVERED;
    } else if (backoff.isOver(delivery.attempts())) {
      state = FAILED;
    }
    return new Result(delivery, state, attempt.status(), attempt.error(), pause);
  }

  /** There is nothing to tell any more. */
  static Result gone(Claimed delivery) {
    return new Result(
        delivery,
        FAILED,
        Optional.empty(),
        Optional.of("gone: what it was to tell of was erased"),
        Duration.ZERO);
  }
}
