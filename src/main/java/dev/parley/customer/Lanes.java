package dev.parley.customer;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * The lanes for batches, and the decision when a further batch is worth it. While none is under
 * way, one goes at once. While one is, what comes waits to go together: a statement costs much the
 * same for one turn and for thirty.
 *
 * <p>When some wait, they follow the batch that is under way on its own lane: PostgreSQL finds
 * their statement as soon as it is done with the one before, where it would sleep until that one's
 * reply was read and the next one written. Another lane, beside, goes when enough wait to fill it,
 * or when what is under way takes longer than it should, because the disk is slow, or a row is
 * held: nobody follows that. Not thread-safe.
 */
final class Lanes {

  /** A batch that is not back by then is no reason to wait any more. */
  private static final Duration USUAL = Duration.ofMillis(10);

  /**
   * So many follow. Measured with 64 visitors who write without a pause: fewer at a time cost more
   * than PostgreSQL's sleep, and more do not come before the batch is back.
   */
  private static final int WORTH_FOLLOWING = 20;

  private final Vertx vertx;
  private final int worthALane;
  private final Runnable freed;
  private final Deque<Lane> idle;

  /** In the order in which they departed. */
  private final List<Trip> underWay = new ArrayList<>();

  private boolean timerRuns;

  /**
   * A batch that is under way.
   *
   * @param departed when, by {@link System#nanoTime()}
   */
  record Trip(Lane lane, long departed) {

    boolean isOverdue(long now) {
      return now - departed >= USUAL.toNanos();
    }
  }

  /**
   * @param worthALane how many must wait for a further lane to go at once
   * @param freed called when somebody who was told to wait shall try again
   */
  Lanes(Vertx vertx, Collection<Lane> lanes, int worthALane, Runnable freed) {
    this.vertx = vertx;
    this.idle = new ArrayDeque<>(lanes);
    this.worthALane = worthALane;
    this.freed = freed;
  }

  /** Whether a batch may go now, when so many turns and answers wait. */
  boolean mayDepart(int waiting, long now) {
    if (waiting == 0) {
      return false;
    }
    if (follows(waiting, now)) {
      return true;
    }
    if (idle.isEmpty()) {
      return false;
    }
    if (waiting >= worthALane || areAllOverdue(now)) {
      return true;
    }
    lookAgain();
    return false;
  }

  /** Whether no lane is left: what waits now does not wait of its own accord. */
  boolean areAllUnderWay() {
    return idle.isEmpty();
  }

  /**
   * The way of a batch of those who wait, when one may go: behind the last one on its lane, or on
   * the idle lane that was used last, whose connection is warm.
   */
  Trip depart(int waiting, long now) {
    Trip trip = new Trip(follows(waiting, now) ? last().lane() : idle.pop(), now);
    underWay.add(trip);
    return trip;
  }

  void comeBack(Trip trip) {
    underWay.remove(trip);
    if (!isUnderWay(trip.lane())) {
      idle.push(trip.lane());
    }
  }

  /** One batch follows, not a second one behind it: what comes meanwhile goes together. */
  private boolean follows(int waiting, long now) {
    return waiting >= WORTH_FOLLOWING
        && !underWay.isEmpty()
        && !last().isOverdue(now)
        && isAlone(last().lane());
  }

  private Trip last() {
    return underWay.get(underWay.size() - 1);
  }

  private boolean isAlone(Lane lane) {
    return underWay.stream().filter(trip -> trip.lane() == lane).count() == 1;
  }

  private boolean isUnderWay(Lane lane) {
    return underWay.stream().anyMatch(trip -> trip.lane() == lane);
  }

  /** Also when none is under way. One that hangs is no reason for the others to wait each time. */
  private boolean areAllOverdue(long now) {
    return underWay.stream().allMatch(trip -> trip.isOverdue(now));
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
