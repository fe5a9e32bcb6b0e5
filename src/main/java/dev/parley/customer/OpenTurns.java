package dev.parley.customer;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The turns of this process that may still lack their answer, from the moment they arrive: no turn
 * before the oldest of them needs to be looked at when the process died. Not thread-safe.
 */
final class OpenTurns {

  /** No answer takes that long; whoever should have asked the bot for it is gone. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** About 20 MB. Beyond it the oldest are forgotten; they lack an answer all the same. */
  private static final int MOST = 200_000;

  /** In the order in which their ids were made, which is the ids' order. */
  private final Set<UUID> open = new LinkedHashSet<>();

  /** Ids are to ascend. */
  void add(UUID turnId) {
    open.add(turnId);
    if (open.size() > MOST) {
      dropFirst();
    }
  }

  /** Its answer is stored, or there will be none; others' turns are not minded. */
  void remove(UUID turnId) {
    open.remove(turnId);
  }

  /**
   * The oldest one; those that are open for too long are dropped.
   *
   * @param now in milliseconds since the epoch
   */
  Optional<UUID> oldest(long now) {
    while (!open.isEmpty() && now - millis(open.iterator().next()) > LONGEST.toMillis()) {
      dropFirst();
    }
    return open.stream().findFirst();
  }

  private void dropFirst() {
    Iterator<UUID> first = open.iterator();
    first.next();
    first.remove();
  }

  /** When a UUIDv7 was made (RFC 9562, section 5.7). */
  private static long millis(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }
}
