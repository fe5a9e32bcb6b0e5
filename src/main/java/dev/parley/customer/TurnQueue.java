package dev.parley.customer;

import dev.parley.bus.Failure;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where turns and answers wait for a free lane. Alone, a turn goes at once; what comes while every
 * lane is busy goes together in the next batch. Bounded: what would wait beyond the bound is
 * refused, and what waited too long as well.
 *
 * <p>What a batch gives back goes one by one on a lane of its own, the side lane, so that whoever
 * waits for a row that another transaction holds delays nobody else; its address is kept from the
 * other lanes meanwhile. Not thread-safe.
 */
final class TurnQueue {

  private final BatchRunner runner;
  private final Deque<Lane> freeLanes;
  private final Lane sideLane;
  private final int batchSize;
  private final int bound;

  private final Crossing crossing = new Crossing();
  private final Deque<AnswerWork> answers = new ArrayDeque<>();
  private final Deque<Batch> oneByOne = new ArrayDeque<>();
  private final Deque<Work> byDeadline = new ArrayDeque<>();
  private int underWay;
  private boolean sideLaneIsBusy;
  private int turnCount;
  private int answerCount;

  /**
   * @param lanes for batches
   * @param sideLane for what goes one by one
   * @param batchSize the most turns, and the most answers, of a batch
   * @param bound the most turns, and the most answers, that may wait or be under way
   */
  TurnQueue(BatchRunner runner, Collection<Lane> lanes, Lane sideLane, int batchSize, int bound) {
    this.runner = runner;
    this.freeLanes = new ArrayDeque<>(lanes);
    this.sideLane = sideLane;
    this.batchSize = batchSize;
    this.bound = bound;
  }

  /** How many turns wait or are under way. */
  int size() {
    return turnCount;
  }

  /** Whether nothing waits and nothing is under way. */
  boolean isIdle() {
    return turnCount == 0 && answerCount == 0;
  }

  void add(TurnWork turn) {
    if (turnCount >= bound) {
      turn.fail(Failure.OVERLOADED, "too many turns wait");
      return;
    }
    turnCount++;
    byDeadline.add(turn);
    crossing.arrive(turn);
    dispatch();
  }

  void add(AnswerWork answer) {
    if (answerCount >= bound) {
      answer.fail(Failure.OVERLOADED, "too many answers wait");
      return;
    }
    answerCount++;
    byDeadline.add(answer);
    answers.add(answer);
    dispatch();
  }

  /** Refuses what waited too long. To be called now and then; deadlines ascend as work comes in. */
  void refuseLate() {
    while (!byDeadline.isEmpty() && (byDeadline.peek().isDone() || byDeadline.peek().isLate())) {
      byDeadline.poll().fail(Failure.UNAVAILABLE, "the database did not take it in time");
    }
  }

  private void dispatch() {
    while (!freeLanes.isEmpty()) {
      Batch batch = nextBatch();
      if (batch.isEmpty()) {
        return;
      }
      Lane lane = freeLanes.poll();
      underWay++;
      runner
          .run(lane, batch)
          .onSuccess(
              unsettled -> {
                underWay--;
                freeLanes.addFirst(lane); // the warmest connection first
                settle(batch, unsettled);
                dispatch();
              });
    }
  }

  private Batch nextBatch() {
    List<AnswerWork> finished = new ArrayList<>();
    while (finished.size() < batchSize && !answers.isEmpty()) {
      finished.add(answers.poll());
    }
    Batch next = new Batch(crossing.depart(batchSize, this::forget), finished);
    return next;
  }

  private void forget(TurnWork late) {
    turnCount--;
  }

  /** Lets go what a batch is done with, and sends the rest to the side lane. */
  private void settle(Batch batch, Batch unsettled) {
    if (unsettled.isEmpty()) {
      batch.turns().forEach(this::release);
      answerCount -= batch.answers().size();
      return;
    }
    var rest = unsettled.work().collect(Collectors.toSet());
    batch.turns().stream().filter(turn -> !rest.contains(turn)).forEach(this::release);
    answerCount -= batch.answers().size() - unsettled.answers().size();
    unsettled.turns().forEach(crossing::hold);
    unsettled.oneByOne().forEach(oneByOne::add);
    dispatchAside();
  }

  private void release(TurnWork turn) {
    turnCount--;
    crossing.release(turn);
  }

  private void dispatchAside() {
    Batch single = oneByOne.peek();
    if (sideLaneIsBusy || single == null) {
      return;
    }
    oneByOne.poll();
    sideLaneIsBusy = true;
    Future<Batch> run = runner.run(sideLane, single);
    run.onSuccess(
        unsettled -> {
          sideLaneIsBusy = false;
          settleAside(single, unsettled);
          dispatchAside();
          dispatch();
        });
  }

  private void settleAside(Batch single, Batch unsettled) {
    if (!unsettled.isEmpty()) {
      oneByOne.add(unsettled); // the row is still held: behind the others
      return;
    }
    single.turns().forEach(this::release);
    answerCount -= single.answers().size();
  }
}
