package dev.parley.webhook;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Who was slow at last; a bounded number of them. Not thread-safe. */
final class SlowOnes {

  /** The eldest is given another chance. */
  private static final int MOST = 1_000;

  private final Duration slowAfter;
  private final Set<UUID> slow = new LinkedHashSet<>();

  /**
   * @param slowAfter what takes so long, or longer, is slow
   */
  SlowOnes(Duration slowAfter) {
    this.slowAfter = slowAfter;
  }

  /** The last time counts. */
  void note(UUID id, Duration took) {
    slow.remove(id);
    if (took.compareTo(slowAfter) >= 0) {
      slow.add(id);
    }
    if (slow.size() > MOST) {
      slow.remove(slow.iterator().next());
    }
  }

  boolean contains(UUID id) {
    return slow.contains(id);
  }

  Set<UUID> all() {
    return Set.copyOf(slow);
  }
}
