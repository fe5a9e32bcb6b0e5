package dev.parley.logging;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For lines of the log that anybody can cause: one a second, say, and the rest is not told. Not
 * thread-safe.
 */
public final class LogPace {

  private static final Duration USUAL = Duration.ofSeconds(1);

  private final LongSupplier clock;
  private final long pause;
  private long quietUntil;

  /**
   * One line a second.
   *
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  public LogPace(LongSupplier clock) {
    this(clock, USUAL);
  }

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime}
   * @param pause how long none may be written after one
   */
  public LogPace(LongSupplier clock, Duration pause) {
    this.clock = clock;
    this.pause = pause.toNanos();
    this.quietUntil = clock.getAsLong();
  }

  /** Whether a line may be written now; then none may for a while. */
  public boolean mayTell() {
    long now = clock.getAsLong();
    if (now - quietUntil < 0) {
      return false;
    }
    quietUntil = now + pause;
    return true;
  }
}
