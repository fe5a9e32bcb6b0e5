package dev.parley.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How it went on while one of several servers was dead. Used by one thread. */
final class Survival {

  private final List<Duration> takeOvers = new ArrayList<>();
  private long acknowledged;
  private int deaths;

  /**
   * One was dead for a while.
   *
   * @param acknowledgedMeanwhile how many messages the others acknowledged
   */
  void died(long acknowledgedMeanwhile) {
    deaths++;
    acknowledged += acknowledgedMeanwhile;
  }

  /** So long after its death, what one left was closed by the others. */
  void tookOver(Duration after) {
    takeOvers.add(after);
  }

  /** How many messages were acknowledged while one was dead, and not started again yet. */
  long acknowledged() {
    return acknowledged;
  }

  /** How often what one left was closed by the others, before it was back. */
  int takeOvers() {
    return takeOvers.size();
  }

  /** For a person to read; empty when none of several died. */
  String table() {
    if (deaths == 0) {
      return "";
    }
    long longest = takeOvers.stream().mapToLong(Duration::toMillis).max().orElse(0);
    return "%n%-42s %8d%n%-42s %8d%n%-42s %8d%n"
        .formatted(
            "acknowledged while a server was dead", acknowledged,
            "dead servers' turns closed by another", takeOvers.size(),
            "    at most so many ms after its death", longest);
  }
}
