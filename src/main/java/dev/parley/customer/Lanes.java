package dev.parley.customer;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * The lanes for batches, and the decision when a further one is worth it. While none is under way,
 * a batch goes at once. While one is, what comes waits to go together: a statement costs much the
 * same for one turn and for thirty. A further lane goes when enough wait to fill it, or when the
 * last batch takes longer than it should, because the disk is slow, or a row is held. Not
 * thread-safe.
 */
final class Lanes {

  /** A batch that is not back by then is no reason to wait any more. */
  private static final Duration USUAL = Duration.ofMillis(10);

  private final Vertx vertx;
  private final int worthwhile;
  private final Runnable freed;
  private final Deque<Lane> idle;
  private int busy;
  private long lastDeparture;
  private boolean timerRuns;

  /**
   * @param worthwhile how many must wait for a further lane to go at once
   * @param freed called when somebody who was told to wait shall try again
   */
  Lanes(Vertx vertx, Collection<Lane> lanes, int worthwhile, Runnable freed) {
    this.vertx = vertx;
    this.idle = new ArrayDeque<>(lanes);
    this.worthwhile = worthwhile;
    this.freed = freed;
  }

  /** Whether a batch may go now, when so many turns and answers wait. */
  boolean mayDepart(int waiting) {
    if (idle.isEmpty() || waiting == 0) {
      return false;
    }
    if (busy == 0 || waiting >= worthwhile || isOverdue()) {
      return true;
    }
    lookAgain();
    return false;
  }

  /** The idle lane that was used last: its connection is warm. */
  Lane depart() {
    busy++;
    lastDeparture = System.nanoTime();
    return idle.pop();
  }

  void comeBack(Lane lane) {
    busy--;
    idle.push(lane);
  }

  private boolean isOverdue() {
    return System.nanoTime() - lastDeparture >= USUAL.toNanos();
  }

  private void lookAgain() {
    if (!timerRuns) {
      timerRuns = true;
      vertx.setTimer(
          USUAL.toMillis(),
          id -> {
            timerRuns = false;
            freed.run();
          });
    }
  }
}
