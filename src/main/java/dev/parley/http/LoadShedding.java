package dev.parley.http;

import dev.parley.bus.Failure;
import io.vertx.core.Future;

/**
 * Refuses turns unasked while as many wait as may. What is refused over the bus costs several times
 * as much, and those who are served would pay for it.
 *
 * <p>How many may wait, only the one who stores them knows, and all event loops share it. So it is
 * learned, as TCP learns what a network takes: when one is refused, no more may wait from then on
 * than wait now; each that is taken makes room for the next; and each time all of them have been
 * taken, one more may wait. A few may always: else a loop that came late would get nothing beside
 * one that has all the places. When less than half of them wait, the crowd is over, and anybody is
 * asked for again. Nor is anybody asked for a turn for which the event loop itself has no time: see
 * {@link LoopLag}. Belongs to one event loop.
 */
final class LoadShedding {

  static final int FEW = 16;

  private static final int NO_BOUND = Integer.MAX_VALUE;

  private final LoopLag lag;
  private int waiting;
  private int bound = NO_BOUND;
  private int taken;

  /**
   * @param lag of the event loop
   */
  LoadShedding(LoopLag lag) {
    this.lag = lag;
  }

  /** Whether a turn that comes now is refused: too many wait, or the event loop is behind. */
  boolean isTooMuch() {
    return lag.isTooMuch() || waiting >= bound;
  }

  /**
   * Lets a turn pass, or not.
   *
   * @throws ProblemException 503 when {@link #isTooMuch}
   */
  void admit() {
    if (isTooMuch()) {
      throw Problems.OVERLOADED.asException();
    }
  }

  /** Counts one that was let pass as long as it waits, and learns from what becomes of it. */
  <T> Future<T> watch(Future<T> asked) {
    waiting++;
    return asked
        .onSuccess(
            yes -> {
              waiting--;
              grow();
            })
        .onFailure(
            failure -> {
              waiting--;
              if (Failure.of(failure) == Failure.OVERLOADED) {
                bound = Math.max(FEW, waiting);
                taken = 0;
              }
            });
  }

  private void grow() {
    taken++;
    if (waiting < bound / 2) {
      bound = NO_BOUND;
    } else if (taken >= bound) {
      bound++;
      taken = 0;
    }
  }
}
