package dev.parley.customer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Decides which turns may go now, so that batches which are under way together stay out of each
 * other's way. Two turns of one visitor never are under way at once: the second waits for the
 * first, which also keeps their order. Turns that give one address go in one batch, or one batch
 * after the other: two inserts of one customer would wait for each other, and their whole batches
 * with them. Not thread-safe.
 */
final class Crossing {

  private final Deque<TurnWork> ready = new ArrayDeque<>();

  /** Each visitor's turn that is under way, or that is the next to be. */
  private final Map<TurnWork.VisitorKey, TurnWork> visitors = new HashMap<>();

  /** Addresses under way, with the number of turns that give them. */
  private final Map<TurnWork.AddressKey, Integer> addresses = new HashMap<>();

  /** Turns that wait, by the visitor or by the address that they wait for. */
  private final Map<Object, List<TurnWork>> waiting = new HashMap<>();

  void arrive(TurnWork turn) {
    ready.add(turn);
  }

  /** How many may go, as far as is known before they are looked at. */
  int ready() {
    return ready.size();
  }

  /**
   * The next turns to go together, in the order in which they came.
   *
   * @param most how many at the most
   * @param dropped told of those that need not go any more
   */
  List<TurnWork> depart(int most, Consumer<TurnWork> dropped) {
    List<TurnWork> departing = new ArrayList<>();
    Set<TurnWork.AddressKey> together = new HashSet<>();
    while (departing.size() < most && !ready.isEmpty()) {
      TurnWork turn = ready.poll();
      if (turn.isDone()) {
        leave(turn);
        dropped.accept(turn);
      } else if (visitors.computeIfAbsent(turn.visitor(), visitor -> turn) != turn) {
        waitFor(turn.visitor(), turn);
      } else if (turn.address().filter(it -> isElsewhere(it, together)).isPresent()) {
        waitFor(turn.address().get(), turn);
      } else {
        turn.address().ifPresent(address -> addresses.merge(address, 1, Integer::sum));
        turn.address().ifPresent(together::add);
        departing.add(turn);
      }
    }
    return departing;
  }

  private boolean isElsewhere(TurnWork.AddressKey address, Set<TurnWork.AddressKey> together) {
    return addresses.containsKey(address) && !together.contains(address);
  }

  /** A turn is over: whoever waited for it is next. */
  void release(TurnWork turn) {
    leave(turn);
    turn.address()
        .ifPresent(
            address -> {
              if (turn.madeCustomer()) {
                waitingFor(address).forEach(TurnWork::markRaced);
              }
              if (addresses.merge(address, -1, Crossing::sumOrNone) == null) {
                letGo(address);
              }
            });
  }

  private void leave(TurnWork turn) {
    if (visitors.remove(turn.visitor(), turn)) {
      letGo(turn.visitor());
    }
  }

  private List<TurnWork> waitingFor(Object key) {
    return waiting.getOrDefault(key, List.of());
  }

  /** A map's entry whose count is merged to nothing is removed. */
  private static Integer sumOrNone(Integer count, Integer change) {
    int sum = count + change;
    return sum == 0 ? null : (Integer) sum;
  }

  private void waitFor(Object key, TurnWork turn) {
    waiting.computeIfAbsent(key, it -> new ArrayList<>()).add(turn);
  }

  private void letGo(Object key) {
    if (waiting.isEmpty()) {
      return; // nearly always, and then the key need not be hashed
    }
    List<TurnWork> freed = waiting.remove(key);
    if (freed != null) {
      for (int i = freed.size() - 1; i >= 0; i--) {
        ready.addFirst(freed.get(i));
      }
    }
  }
}
