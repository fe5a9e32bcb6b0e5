package dev.parley.http;

import dev.parley.bus.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Refuses turns unasked while as many wait as may. What is refused over the bus costs several times
 * as much, and those who are served would pay for it.
 *
 * <p>How many may wait, only the one who stores them knows, and all event loops share it. So it is
 * learned, as TCP learns what a network takes: when one is refused, an eighth fewer may wait from
 * then on than wait now, or each that is taken would only make room for another that is refused;
 * and each time all of them have been taken, one more may wait, or, when it took long, a quarter
 * less: as TCP Vegas (L. Brakmo and L. Peterson, 1995) tells by the time that it takes that
 * something waits on the way. Here that is an event loop or a processor that has no time, of which
 * the queue does not know. A few may wait always: else a loop that came late would get nothing
 * beside one that has all the places.
 *
 * <p>When less than half of them wait, each that is taken soon makes room for two; and after a
 * while in which nobody was refused, anybody is asked for again. Nor is anybody asked for a turn
 * for which the event loop itself has no time: see {@link LoopLag}. Belongs to one event loop.
 */
final class LoadShedding {

  static final int FEW = 16;

  /** As many as a batch takes by default: however long they wait, so many may. */
  static final int ENOUGH = 128;

  /**
   * What two batches take where nothing is short. Who is stored no sooner waits behind others all
   * the way: on the event loop, for the processors, and again when his answer is stored.
   */
  static final Duration LONG = Duration.ofMillis(10);

  /** When somebody is let pass so long after the last one was refused, the bound is lifted. */
  static final Duration OVER = Duration.ofSeconds(1);

  private static final int NO_BOUND = Integer.MAX_VALUE;

  private final LoopLag lag;
  private final LongSupplier clock;
  private int waiting;
  private int bound = NO_BOUND;
  private int taken;
  private long lastRefused;
  private final Quickest quickest = new Quickest();

  /**
   * @param lag of the event loop
   * @param clock in nanoseconds
   */
  LoadShedding(LoopLag lag, LongSupplier clock) {
    this.lag = lag;
    this.clock = clock;
  }

  /** Whether a turn that comes now is too much: too many wait, or the event loop is behind. */
  boolean isTooMuch() {
    return lag.isTooMuch() || waiting >= bound;
  }

  /** To be told of each that was refused because it {@link #isTooMuch}. */
  void refused() {
    lastRefused = clock.getAsLong();
  }

  /**
   * Lets a turn pass, or not.
   *
   * @throws ProblemException 503 when it {@link #isTooMuch}
   */
  void admit() {
    if (isTooMuch()) {
      refused();
      throw Problems.OVERLOADED.asException();
    }
  }

  /** Counts one that was let pass as long as it waits, and learns from what becomes of it. */
  <T> Future<T> watch(Future<T> asked) {
    waiting++;
    long begun = clock.getAsLong();
    if (begun - lastRefused >= OVER.toNanos()) {
      bound = NO_BOUND;
    }
    return asked.onComplete(
        yes -> {
          waiting--;
          long now = clock.getAsLong();
          quickest.add(now - begun, now);
          learn(now - begun);
        },
        failure -> {
          waiting--;
          if (Failure.of(failure) == Failure.OVERLOADED) {
            bound = Math.max(FEW, waiting - waiting / 8);
            taken = 0;
            refused();
          }
        });
  }

  /**
   * @param took how long one waited that was taken, in nanoseconds
   */
  private void learn(long took) {
    if (bound == NO_BOUND) {
      return;
    }
    taken++;
    boolean allTaken = taken >= bound;
    if (allTaken) {
      taken = 0;
    }
    if (bound < ENOUGH || !isLong(took)) {
      bound += allTaken || waiting < bound / 2 ? 1 : 0;
    } else if (allTaken) {
      bound = Math.max(ENOUGH, bound - bound / 4);
      taken = -waiting; // what they take says nothing of the new bound
    }
  }

  /**
   * Where the database is far away, or its disk slow, nobody is served sooner when fewer wait: one
   * who came just after a batch went waits for that one and for his own, and a full one takes up to
   * twice as long as one turn alone.
   */
  private boolean isLong(long took) {
    return took > Math.max(LONG.toNanos(), 4 * quickest.nanos());
  }

  /**
   * What a turn takes that has to wait for nothing: the least of this minute and the one before.
   */
  private static final class Quickest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long UNKNOWN = Long.MAX_VALUE / 4;

    private long before = UNKNOWN;
    private long least = UNKNOWN;
    private long since;

    void add(long took, long now) {
      if (now - since >= MINUTE) {
        before = least;
        least = UNKNOWN;
        since = now;
      }
      least = Math.min(least, took);
    }

    long nanos() {
      return Math.min(before, least);
    }
  }
}
