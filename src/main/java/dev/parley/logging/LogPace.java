package dev.parley.logging;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For lines of the log that anybody can cause: one a second, and the rest is not told. Not
 * thread-safe.
 */
public final class LogPace {

  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final LongSupplier clock;
  private long quietUntil;

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  public LogPace(LongSupplier clock) {
    this.clock = clock;
    this.quietUntil = clock.getAsLong();
  }

  /** Whether a line may be written now; then none may for a second. */
  public boolean mayTell() {
    long now = clock.getAsLong();
    if (now - quietUntil < 0) {
      return false;
    }
    quietUntil = now + PAUSE;
    return true;
  }
}
