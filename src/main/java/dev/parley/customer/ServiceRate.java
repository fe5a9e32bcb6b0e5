package dev.parley.customer;

import java.time.Duration;

/**
 * How many turns the database takes in a time, while always some wait for it. Learned from the
 * batches that come back one soon after the other; while it pauses, nothing is known. Not
 * thread-safe.
 */
final class ServiceRate {

  /** So long must it have been seen at work. */
  static final Duration SEEN = Duration.ofMillis(100);

  /** So long without any batch, and it pauses. */
  static final Duration PAUSE = Duration.ofMillis(250);

  private static final double UNKNOWN = Double.POSITIVE_INFINITY;

  private double perNano = UNKNOWN;
  private boolean begun;
  private long since;
  private long last;
  private int taken;

  /** Nothing waits, or only for more to go with it: how many it could take is not seen. */
  void caughtUp() {
    perNano = UNKNOWN;
    begun = false;
  }

  /**
   * A batch is over.
   *
   * @param turns how many it took
   * @param now as {@link System#nanoTime()}
   */
  void batchCameBack(int turns, long now) {
    if (!begun || pauses(now)) {
      caughtUp();
      begin(now);
      return;
    }
    last = now;
    taken += turns;
    if (now - since >= SEEN.toNanos()) {
      perNano = (double) taken / (now - since);
      begin(now);
    }
  }

  private void begin(long now) {
    begun = true;
    since = now;
    last = now;
    taken = 0;
  }

  /**
   * How many it takes within that time; no end of them while that is not known.
   *
   * @param now as {@link System#nanoTime()}
   */
  int within(Duration time, long now) {
    return pauses(now)
        ? Integer.MAX_VALUE
        : (int) Math.min(Integer.MAX_VALUE, perNano * time.toNanos());
  }

  private boolean pauses(long now) {
    return now - last > PAUSE.toNanos();
  }
}
