package dev.parley.customer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the turns and answers of a failed batch go, one by one: the refused row fails alone, and
 * who waits for a row that another transaction holds delays nobody but those who give the same
 * address. Not thread-safe.
 */
final class SideLane {

  private final BatchRunner runner;
  private final Lane lane;
  private final Consumer<Batch> settled;

  private final Deque<Batch> waiting = new ArrayDeque<>();

  /** What was found held in this round: an address, a visitor, or an answer's turn. */
  private final Set<Object> held = new HashSet<>();

  private boolean busy;

  /**
   * @param settled told of each turn or answer that is over
   */
  SideLane(BatchRunner runner, Lane lane, Consumer<Batch> settled) {
    this.runner = runner;
    this.lane = lane;
    this.settled = settled;
  }

  void add(Batch unsettled) {
    unsettled.oneByOne().forEach(waiting::add);
    dispatch();
  }

  private void dispatch() {
    if (busy || waiting.isEmpty()) {
      return;
    }
    busy = true;
    Batch single = next();
    runner
        .run(lane, single)
        .onSuccess(
            unsettled -> {
              busy = false;
              settle(single, unsettled);
              dispatch();
            });
  }

  /** The first one of which it is not known that its row is held; in the next round, any. */
  private Batch next() {
    Optional<Batch> free =
        waiting.stream().filter(single -> !held.contains(key(single))).findFirst();
    if (free.isEmpty()) {
      held.clear();
    }
    Batch next = free.orElseGet(waiting::peek);
    waiting.remove(next);
    return next;
  }

  private void settle(Batch single, Batch unsettled) {
    if (unsettled.isEmpty()) {
      held.remove(key(single));
      settled.accept(single);
    } else {
      held.add(key(single));
      waiting.add(unsettled);
    }
  }

  private static Object key(Batch single) {
    if (single.turns().isEmpty()) {
      return single.answers().get(0).messageId();
    }
    TurnWork turn = single.turns().get(0);
    return turn.address().isPresent() ? turn.address().get() : turn.visitor();
  }
}
