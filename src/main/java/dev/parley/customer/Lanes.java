package dev.parley.customer;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

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
   * One of so many turns and answers waits, of all that wait or are under way, and they follow.
   * Measured with 16 to 64 visitors who write without a pause: when fewer go at a time, that costs
   * more than PostgreSQL's sleep, and more do not come before the batch is back.
   */
  private static final int WORTH_FOLLOWING = 3;

  /** Fewer go together when the batch is back, which is soon: it is small as well. */
  private static final int FEW = 8;

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

  /**
   * On which lane a batch may go now: behind the last one, or on the idle lane that was used last,
   * whose connection is warm. Empty while those who wait shall wait for more, or for a lane.
   *
   * @param waiting how many turns wait, or answers, whichever are more
   * @param inAll how many of both wait or are under way
   */
  Optional<Lane> free(int waiting, int inAll, long now) {
    if (waiting == 0) {
      return Optional.empty();
    }
    if (follows(waiting, inAll, now)) {
      return Optional.of(last().lane());
    }
    if (idle.isEmpty()) {
      return Optional.empty();
    }
    if (waiting >= worthALane || areAllOverdue(now)) {
      return Optional.of(idle.peek());
    }
    lookAgain();
    return Optional.empty();
  }

  /** Whether no lane is left: what waits now does not wait of its own accord. */
  boolean areAllUnderWay() {
    return idle.isEmpty();
  }

  /** A batch goes on a lane that is {@link #free}. */
  Trip depart(Lane lane, long now) {
    idle.remove(lane);
    Trip trip = new Trip(lane, now);
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
  private boolean follows(int waiting, int inAll, long now) {
    return waiting >= FEW
        && WORTH_FOLLOWING * waiting >= inAll
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
