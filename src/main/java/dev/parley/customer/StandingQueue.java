package dev.parley.customer;

import java.time.Duration;

/**
 * Tells whether more comes than the database takes. It does when a queue was not empty for a while,
 * and then did not get shorter over one in which batches came back. A burst is none of that, nor is
 * what gathered while the database paused: such a queue gets shorter as soon as it goes on.
 *
 * <p>It is over when for most of a while nobody waited. That nobody does for a moment says nothing:
 * what comes over an event loop that is busy comes in bunches, and between two of them there is
 * always such a moment. Not thread-safe.
 */
final class StandingQueue {

  static final Duration WHILE = Duration.ofMillis(250);

  /** So long without any batch, and the database paused. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /** Whatever waits is more than nothing: only the second look says something. */
  private static final int EMPTY = Integer.MAX_VALUE;

  private boolean stands;
  private boolean batchesCameBack;
  private long lastBatch;
  private long since;
  private int then = EMPTY;

  /** Whether somebody waits, since when, and for how long somebody did before, in nanoseconds. */
  private boolean waits;

  private long waitsSince;
  private long waited;

  /** Nothing waits, or only for more to go with it. */
  void caughtUp(long now) {
    if (waits) {
      waited += sinceThen(now);
      waits = false;
    }
    if (!stands) {
      look(EMPTY, now);
    }
  }

  /**
   * A batch is over, whatever became of it.
   *
   * @param waiting how many wait or are under way without it
   * @param now as {@link System#nanoTime()}
   */
  void batchCameBack(int waiting, long now) {
    batchesCameBack = true;
    if (now - lastBatch > PAUSE.toNanos()) {
      then = Math.max(then, waiting); // from here on it has to get shorter
    }
    lastBatch = now;
  }

  /**
   * To be asked whenever something comes.
   *
   * @param waiting how many wait or are under way
   * @param now as {@link System#nanoTime()}
   */
  boolean stands(int waiting, long now) {
    if (now - since >= WHILE.toNanos()) {
      stands = stands ? mostlyWaited(now) : batchesCameBack && waiting >= then;
      look(waiting, now);
    }
    if (!waits) {
      waits = true;
      waitsSince = now;
    }
    return stands;
  }

  private boolean mostlyWaited(long now) {
    long inAll = waits ? waited + sinceThen(now) : waited;
    return 2 * inAll >= now - since;
  }

  /** How long somebody has waited now, as far as it is in the while that is looked at. */
  private long sinceThen(long now) {
    return Math.min(now - since, now - waitsSince);
  }

  private void look(int waiting, long now) {
    since = now;
    then = waiting;
    waited = 0;
    batchesCameBack = false;
  }
}
