package dev.parley.http;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells whether an event loop has more to do than it does. Requests wait then in the network, where
 * nobody counts them, and whoever is answered had to wait for all the others.
 *
 * <p>Something is put on the loop, and it is looked how long it takes until the loop comes to it.
 * When that is long twice in a row, and the second time no shorter than the first, the loop is
 * behind: after a pause, be it of the collector or of the machine, it catches up. From then on only
 * as much is taken, each time the loop goes round, as keeps it prompt, until it is. Belongs to that
 * loop.
 */
final class LoopLag {

  /** A loop that needs longer is late. */
  static final Duration LATE = Duration.ofMillis(250);

  /** A loop that needs no longer is prompt. */
  static final Duration PROMPT = Duration.ofMillis(50);

  private final Consumer<Runnable> loop;
  private final LongSupplier clock;

  private boolean underWay;
  private long put;
  private long last;
  private boolean behind;

  /**
   * @param loop runs what it is given after all that it was given before
   * @param clock in nanoseconds
   */
  LoopLag(Consumer<Runnable> loop, LongSupplier clock) {
    this.loop = loop;
    this.clock = clock;
  }

  /**
   * Whether what comes now is too much. To be asked on the loop, each time that something comes.
   */
  boolean isTooMuch() {
    if (!underWay) {
      underWay = true;
      long before = put;
      put = clock.getAsLong();
      if (put - before > last + LATE.toNanos()) {
        last = 0; // it had nothing to do meanwhile
      }
      loop.accept(this::reached);
      return false;
    }
    return behind && elapsed() >= PROMPT.toNanos();
  }

  private void reached() {
    long took = elapsed();
    underWay = false;
    if (took < PROMPT.toNanos()) {
      behind = false;
    } else if (took >= LATE.toNanos() && last >= LATE.toNanos() && took >= last) {
      behind = true;
    }
    last = took;
  }

  private long elapsed() {
    return clock.getAsLong() - put;
  }
}
