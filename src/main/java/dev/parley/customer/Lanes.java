package dev.parley.customer;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

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

  /** Those that are under way, with when they departed. */
  private final Map<Lane, Long> departures = new HashMap<>();

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
    if (waiting >= worthwhile || allOverdue()) {
      return true;
    }
    lookAgain();
    return false;
  }

  /** Whether none is left: what waits now does not wait of its own accord. */
  boolean areAllUnderWay() {
    return idle.isEmpty();
  }

  /** The idle lane that was used last: its connection is warm. */
  Lane depart() {
    Lane lane = idle.pop();
    departures.put(lane, System.nanoTime());
    return lane;
  }

  void comeBack(Lane lane) {
    departures.remove(lane);
    idle.push(lane);
  }

  /** Also when none is under way. One that hangs is no reason for the others to wait each time. */
  private boolean allOverdue() {
    long now = System.nanoTime();
    return departures.values().stream().allMatch(departed -> now - departed >= USUAL.toNanos());
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
