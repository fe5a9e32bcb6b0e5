package dev.parley.customer;

import java.time.Duration;

/**
 * Tells whether more comes than the database takes. It does when a queue did not get shorter over a
 * while in which batches came back, and then until nothing waits any more. A burst is none of that,
 * nor is what gathered while the database paused: such a queue gets shorter as soon as it goes on.
 * Not thread-safe.
 */
final class StandingQueue {

  static final Duration WHILE = Duration.ofMillis(250);

  private boolean stands;
  private boolean batchesCameBack;
  private long since;
  private int then;

  /** Nothing waits. */
  void caughtUp(long now) {
    stands = false;
    look(0, now);
  }

  /** A batch is over, whatever became of it. */
  void batchCameBack() {
    batchesCameBack = true;
  }

  /**
   * To be asked whenever something comes.
   *
   * @param waiting how many wait or are under way
   * @param now as {@link System#nanoTime()}
   */
  boolean stands(int waiting, long now) {
    if (!stands && now - since >= WHILE.toNanos()) {
      stands = batchesCameBack && waiting >= then;
      look(waiting, now);
    }
    return stands;
  }

  private void look(int waiting, long now) {
    since = now;
    then = waiting;
    batchesCameBack = false;
  }
}
