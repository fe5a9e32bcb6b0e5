package dev.parley.webhook;

import dev.parley.settings.WebhookSettings;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** When a delivery is sent again. Thread-safe. */
final class Backoff {

  /** Doubled more often, a pause would not fit. */
  private static final int MOST_DOUBLINGS = 20;

  private final WebhookSettings settings;
  private final DoubleSupplier chance;

  /**
   * @param chance from 0 to 1, so that what failed together does not come again together
   */
  Backoff(WebhookSettings settings, DoubleSupplier chance) {
    this.settings = settings;
    this.chance = chance;
  }

  /** Whether it was sent often enough. */
  boolean isOver(int attempts) {
    return attempts >= settings.attempts();
  }

  /**
   * The pause after so many attempts: doubled each time, a quarter more or less; never less than
   * its receiver wants.
   */
  Duration after(int attempts, Duration retryAfter) {
    int doublings = Math.min(attempts - 1, MOST_DOUBLINGS);
    Duration doubled = settings.firstPause().multipliedBy(1L << doublings);
    Duration pause =
        doubled.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : doubled;
    long millis = (long) (pause.toMillis() * (0.75 + chance.getAsDouble() / 2));
    return Duration.ofMillis(Math.max(millis, retryAfter.toMillis()));
  }
}
