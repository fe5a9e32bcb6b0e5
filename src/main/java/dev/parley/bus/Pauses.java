package dev.parley.bus;

import java.time.Duration;

/**
 * The pauses between attempts at something that fails for now: each twice as long as the one before
 * (exponential back-off). Immutable.
 *
 * @param longest none is longer, not even the first
 */
public record Pauses(Duration first, Duration longest) {

  /** Doubled more often, a pause might not fit into a {@link Duration}. */
  private static final int MOST_DOUBLINGS = 30;

  /** The one that follows on so many earlier ones; after none, the first. */
  public Duration after(int earlier) {
    Duration doubled = first.multipliedBy(1L << Math.min(earlier, MOST_DOUBLINGS));
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
