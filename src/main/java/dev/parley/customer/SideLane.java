package dev.parley.customer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
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
  private final Set<TurnWork.AddressKey> heldAddresses = new HashSet<>();
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

  /** The first one that is not known to wait in vain, else the first one. */
  private Batch next() {
    for (Iterator<Batch> batches = waiting.iterator(); batches.hasNext(); ) {
      Batch single = batches.next();
      if (addresses(single).stream().noneMatch(heldAddresses::contains)) {
        batches.remove();
        return single;
      }
    }
    return waiting.poll();
  }

  private void settle(Batch single, Batch unsettled) {
    if (unsettled.isEmpty()) {
      heldAddresses.removeAll(addresses(single));
      settled.accept(single);
    } else {
      heldAddresses.addAll(addresses(single));
      waiting.add(unsettled);
    }
  }

  private static Set<TurnWork.AddressKey> addresses(Batch single) {
    Set<TurnWork.AddressKey> addresses = new HashSet<>();
    single.turns().forEach(turn -> turn.address().ifPresent(addresses::add));
    return addresses;
  }
}
