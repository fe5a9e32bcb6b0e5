package dev.parley.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The places that each of many may take, visitors or addresses, say. Whoever has none is not kept.
 * Thread-safe.
 */
final class PlacesOfEach {

  private final int most;
  private final Map<Long, Integer> taken = new ConcurrentHashMap<>();

  /**
   * @param most that one may take
   */
  PlacesOfEach(int most) {
    this.most = most;
  }

  /** Takes one of somebody's places, if there is any left. */
  boolean take(Long who) {
    boolean[] isTaken = new boolean[1];
    taken.compute(
        who,
        (same, before) -> {
          int count = before == null ? 0 : before;
          isTaken[0] = count < most;
          return isTaken[0] ? Integer.valueOf(count + 1) : before;
        });
    return isTaken[0];
  }

  /** Gives one back that was taken. */
  void giveBack(Long who) {
    taken.computeIfPresent(who, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  /** How many have any. */
  int known() {
    return taken.size();
  }
}
