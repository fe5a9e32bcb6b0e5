package dev.parley.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * In which seconds of a load answers were slow: so that a spike is found again in the logs of
 * server and database. Used on one thread.
 */
final class Spikes {

  private static final Duration SLOW = Duration.ofMillis(25);

  private final Map<Long, Long> slowest = new TreeMap<>();

  /**
   * @param sinceBegin when the turn was meant to start, since the load began
   * @param took how long it took
   */
  void add(Duration sinceBegin, Duration took) {
    if (took.compareTo(SLOW) > 0) {
      slowest.merge(sinceBegin.toSeconds(), took.toMillis(), Math::max);
    }
  }

  /** One line: {@code spikes<tab>SECOND:MILLISECONDS …}. */
  void print(PrintStream out) {
    out.println(
        "spikes\t"
            + slowest.entrySet().stream()
                .map(spike -> spike.getKey() + ":" + spike.getValue())
                .collect(Collectors.joining(" ")));
  }
}
