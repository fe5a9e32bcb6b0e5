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
 * Decides which turns may go now. Two turns of one visitor never are under way together: the second
 * waits for the first, which keeps their order, and their rows out of each other's way. Turns that
 * give an address which is <em>held</em> wait until it is let go. Not thread-safe.
 */
final class Crossing {

  private final Deque<TurnWork> ready = new ArrayDeque<>();
  private final Set<TurnWork.VisitorKey> visitorsUnderWay = new HashSet<>();
  private final Map<TurnWork.AddressKey, Set<TurnWork>> held = new HashMap<>();

  /** Turns that wait, by the visitor or by the address that they wait for. */
  private final Map<Object, List<TurnWork>> waiting = new HashMap<>();

  void arrive(TurnWork turn) {
    ready.add(turn);
  }

  /**
   * The next turns to go, in the order in which they came.
   *
   * @param most how many at the most
   * @param dropped told of those that need not go any more
   */
  List<TurnWork> depart(int most, Consumer<TurnWork> dropped) {
    List<TurnWork> departing = new ArrayList<>();
    while (departing.size() < most && !ready.isEmpty()) {
      TurnWork turn = ready.poll();
      if (turn.isDone()) {
        dropped.accept(turn);
      } else if (visitorsUnderWay.contains(turn.visitor())) {
        waitFor(turn.visitor(), turn);
      } else if (turn.address().filter(held::containsKey).isPresent()) {
        waitFor(turn.address().get(), turn);
      } else {
        visitorsUnderWay.add(turn.visitor());
        departing.add(turn);
      }
    }
    return departing;
  }

  /** Keeps other turns that give the same address from going, until this one is released. */
  void hold(TurnWork turn) {
    turn.address()
        .ifPresent(address -> held.computeIfAbsent(address, key -> new HashSet<>()).add(turn));
  }

  /** A turn is over: whoever waited for it is next. */
  void release(TurnWork turn) {
    visitorsUnderWay.remove(turn.visitor());
    letGo(turn.visitor());
    turn.address()
        .ifPresent(
            address -> {
              Set<TurnWork> holders = held.get(address);
              if (holders != null && holders.remove(turn) && holders.isEmpty()) {
                held.remove(address);
                letGo(address);
              }
            });
  }

  private void waitFor(Object key, TurnWork turn) {
    waiting.computeIfAbsent(key, it -> new ArrayList<>()).add(turn);
  }

  private void letGo(Object key) {
    List<TurnWork> freed = waiting.remove(key);
    if (freed != null) {
      for (int i = freed.size() - 1; i >= 0; i--) {
        ready.addFirst(freed.get(i));
      }
    }
  }
}
