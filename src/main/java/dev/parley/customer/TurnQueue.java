package dev.parley.customer;

import dev.parley.bus.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * Where turns and answers wait for a free lane. Alone, a turn goes at once; what comes while every
 * lane is busy goes together in the next batch. Bounded: what would wait beyond the bound is
 * refused, and what waited too long as well. A burst may fill it; once it is known how many the
 * database takes in a while, only as many may wait as that; and when more comes than it takes, only
 * as many may wait or be under way as fill a batch for each lane, and one more: the database has as
 * much to do, and those who are taken do not wait behind all the others. What a batch gives back
 * goes one by one, on the {@link SideLane}. Not thread-safe.
 */
final class TurnQueue {

  /**
   * No more wait than are taken within that, as far as it is known, or than keep the lanes busy.
   */
  private static final Duration LONGEST = Duration.ofMillis(400);

  private final Context context;
  private final BatchRunner runner;
  private final Lanes lanes;
  private final SideLane sideLane;
  private final int batchSize;
  private final int bound;
  private final int standingBound;

  private final Crossing crossing = new Crossing();
  private final StandingQueue standing = new StandingQueue();
  private final ServiceRate rate = new ServiceRate();
  private final Deque<AnswerWork> answers = new ArrayDeque<>();
  private final Queue<Work> byDeadline = new PriorityQueue<>(TurnQueue::compareDeadlines);
  private int turnCount;
  private int answerCount;
  private boolean dispatchesSoon;

  /**
   * @param lanes for batches
   * @param sideLane for what goes one by one
   * @param batchSize the most turns, and the most answers, of a batch
   * @param bound the most turns, and the most answers, that may wait or be under way
   */
  TurnQueue(
      Vertx vertx,
      BatchRunner runner,
      Collection<Lane> lanes,
      Lane sideLane,
      int batchSize,
      int bound) {
    this.context = vertx.getOrCreateContext();
    this.runner = runner;
    this.lanes = new Lanes(vertx, lanes, batchSize, this::dispatch);
    this.sideLane = new SideLane(runner, sideLane, this::settleAside);
    this.batchSize = batchSize;
    this.bound = bound;
    this.standingBound = Math.min(bound, (lanes.size() + 1) * batchSize);
  }

  /** How many turns wait or are under way. */
  int size() {
    return turnCount;
  }

  /** Completes when nothing waits and nothing is under way. */
  Future<Void> drained(Vertx vertx) {
    if (isIdle()) {
      return Future.succeededFuture();
    }
    Promise<Void> drained = Promise.promise();
    vertx.setPeriodic(
        5,
        timer -> {
          if (isIdle() && vertx.cancelTimer(timer)) {
            drained.complete();
          }
        });
    return drained.future();
  }

  private boolean isIdle() {
    return turnCount == 0 && answerCount == 0;
  }

  void add(TurnWork turn) {
    if (turnCount >= most()) {
      turn.fail(Failure.OVERLOADED, "too many turns wait");
      return;
    }
    turnCount++;
    byDeadline.add(turn);
    crossing.arrive(turn);
    dispatchSoon();
  }

  /** How many may wait or be under way now. */
  private int most() {
    long now = System.nanoTime();
    return standing.stands(turnCount, now)
        ? standingBound
        : Math.min(bound, Math.max(standingBound, rate.within(LONGEST, now)));
  }

  void add(AnswerWork answer) {
    if (answerCount >= bound) {
      answer.fail(Failure.OVERLOADED, "too many answers wait");
      return;
    }
    answerCount++;
    byDeadline.add(answer);
    answers.add(answer);
    dispatchSoon();
  }

  /** On a clock that may overflow. Mostly they ascend as work comes in: then nothing is moved. */
  private static int compareDeadlines(Work one, Work other) {
    return Long.signum(one.deadline() - other.deadline());
  }

  /** Refuses what waited too long. To be called now and then. */
  void refuseLate() {
    while (!byDeadline.isEmpty() && (byDeadline.peek().isDone() || byDeadline.peek().isLate())) {
      byDeadline.poll().fail(Failure.UNAVAILABLE, "the database did not take it in time");
    }
    dispatch(); // what is refused while every lane is busy is forgotten when one is free
  }

  /** What comes in the same tick goes together: it costs no time, and spares a statement. */
  private void dispatchSoon() {
    if (!dispatchesSoon) {
      dispatchesSoon = true;
      context.runOnContext(
          tick -> {
            dispatchesSoon = false;
            dispatch();
          });
    }
  }

  private void dispatch() {
    long now = System.nanoTime();
    Optional<Lane> lane = freeLane(now);
    while (lane.isPresent()) {
      Batch batch = nextBatch();
      if (!batch.isEmpty()) {
        run(lanes.depart(lane.get(), now), batch);
      }
      lane = freeLane(now);
    }
    if (crossing.ready() == 0 || !lanes.areAllUnderWay()) {
      standing.caughtUp(now);
      rate.caughtUp();
    }
  }

  private Optional<Lane> freeLane(long now) {
    // Of turns or of answers, whichever are more: a batch has room for as many of each.
    int waiting = Math.max(crossing.ready(), answers.size());
    return lanes.free(waiting, turnCount + answerCount, now);
  }

  private void run(Lanes.Trip trip, Batch batch) {
    runner
        .run(trip.lane(), batch)
        .onSuccess(
            unsettled -> {
              lanes.comeBack(trip);
              settle(batch, unsettled);
              long now = System.nanoTime();
              standing.batchCameBack(turnCount, now);
              rate.batchCameBack(batch.turns().size() - unsettled.turns().size(), now);
              dispatch();
            });
  }

  private Batch nextBatch() {
    List<AnswerWork> finished = new ArrayList<>();
    while (finished.size() < batchSize && !answers.isEmpty()) {
      finished.add(answers.poll());
    }
    return new Batch(crossing.depart(batchSize, late -> turnCount--), finished);
  }

  private void settle(Batch batch, Batch unsettled) {
    if (unsettled.isEmpty()) {
      release(batch);
      return;
    }
    Set<Work> rest = new HashSet<>(unsettled.work().toList());
    release(batch.without(rest));
    sideLane.add(unsettled);
  }

  private void settleAside(Batch single) {
    release(single);
    dispatch();
  }

  private void release(Batch batch) {
    turnCount -= batch.turns().size();
    answerCount -= batch.answers().size();
    batch.turns().forEach(crossing::release);
  }
}
