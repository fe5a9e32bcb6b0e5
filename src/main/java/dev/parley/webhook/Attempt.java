package dev.parley.webhook;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one attempt to send a delivery.
 *
 * @param status the HTTP status of the answer; empty when there was none
 * @param error why it failed, in a few words of our own; empty when it did not
 * @param retryAfter how long its receiver wants to be left alone; zero when he does not say
 */
record Attempt(Optional<Integer> status, Optional<String> error, Duration retryAfter) {

  private static final int GONE = 410;

  /** There was an answer. */
  static Attempt answered(int status, Duration retryAfter) {
    return new Attempt(Optional.of(status), error(status), retryAfter);
  }

  private static Optional<String> error(int status) {
    return switch (status / 100) {
      case 2 -> Optional.empty();
      case 3 -> Optional.of("answered " + status + ": redirects are not followed");
      default -> Optional.of("answered " + status);
    };
  }

  /** There was none. */
  static Attempt failed(String why) {
    return new Attempt(Optional.empty(), Optional.of(why), Duration.ZERO);
  }

  boolean succeeded() {
    return error.isEmpty();
  }

  /** Whether its receiver says that nothing shall be sent to this URL any more. */
  boolean isGone() {
    return status.isPresent() && status.get() == GONE;
  }
}
