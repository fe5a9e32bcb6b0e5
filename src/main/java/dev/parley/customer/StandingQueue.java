package dev.parley.customer;

import java.time.Duration;

/**
 * Tells whether more comes than the database takes. It does when a queue did not get shorter over a
 * while in which batches came back, and then until nothing waits any more. A burst is none of that,
 * nor is what gathered while the database paused: such a queue gets shorter as soon as it goes on.
 *
 * <p>When somebody was refused just now, a shorter while tells it: else each time that the queue is
 * empty for a moment, as much would be taken again as waits the whole while before it is seen to be
 * too much. Not thread-safe.
 */
final class StandingQueue {

  static final Duration WHILE = Duration.ofMillis(250);
  static final Duration SHORT_WHILE = Duration.ofMillis(100);

  /** So long after somebody was refused the short while does. */
  static final Duration WARY = Duration.ofSeconds(1);

  private boolean stands;
  private boolean batchesCameBack;
  private long since;
  private int then;
  private long lastRefused;
  private boolean everRefused;

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
    if (!stands && now - since >= aWhile(now).toNanos()) {
      stands = batchesCameBack && waiting >= then;
      look(waiting, now);
    }
    return stands;
  }

  /** Somebody was refused because it stands. */
  void refused(long now) {
    lastRefused = now;
    everRefused = true;
  }

  private Duration aWhile(long now) {
    return everRefused && now - lastRefused < WARY.toNanos() ? SHORT_WHILE : WHILE;
  }

  private void look(int waiting, long now) {
    since = now;
    then = waiting;
    batchesCameBack = false;
  }
}
