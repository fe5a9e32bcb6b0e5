package dev.parley.webhook;

import dev.parley.bus.Pauses;
import dev.parley.settings.WebhookSettings;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** When a delivery is sent again. Thread-safe. */
final class Backoff {

  private final WebhookSettings settings;
  private final Pauses pauses;
  private final DoubleSupplier chance;

  /**
   * @param chance from 0 to 1, so that what failed together does not come again together
   */
  Backoff(WebhookSettings settings, DoubleSupplier chance) {
    this.settings = settings;
    this.pauses = new Pauses(settings.firstPause(), settings.longestPause());
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
    long pause = pauses.after(attempts - 1).toMillis();
    long millis = (long) (pause * (0.75 + chance.getAsDouble() / 2));
    return Duration.ofMillis(Math.max(millis, retryAfter.toMillis()));
  }
}
