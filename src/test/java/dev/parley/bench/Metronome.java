package dev.parley.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Beats at a fixed rate, whatever anybody does meanwhile. It has a thread of its own, which sleeps
 * until the next beat: an event loop's timers know only milliseconds. A beat that comes late bears
 * the time that it was due. It sleeps no shorter than a bound, and brings what is due together: at
 * high rates the waking alone would take from the server what it is asked to do.
 */
final class Metronome {

  /** Where what is timed takes milliseconds. */
  private static final Duration SHORTEST_SLEEP = Duration.of(250, ChronoUnit.MICROS);

  private final Context context;
  private final double nanosPerBeat;
  private final Duration shortestSleep;

  /**
   * @param context where the beats are heard
   */
  Metronome(Context context, double beatsPerSecond) {
    this(context, beatsPerSecond, SHORTEST_SLEEP);
  }

  /** One that sleeps no shorter than that. */
  Metronome(Context context, double beatsPerSecond, Duration shortestSleep) {
    this.context = context;
    this.nanosPerBeat = 1e9 / beatsPerSecond;
    this.shortestSleep = shortestSleep;
  }

  /** Beats for so long, from now on. Completes after the last beat. */
  Future<Void> run(Duration length, LongConsumer beat) {
    Promise<Void> over = Promise.promise();
    Thread thread = new Thread(() -> beat(length, beat, over), "metronome");
    thread.setDaemon(true);
    thread.start();
    return over.future();
  }

  private void beat(Duration length, LongConsumer beat, Promise<Void> over) {
    long begin = System.nanoTime();
    long beats = (long) (length.toNanos() / nanosPerBeat);
    long next = 0;
    while (next < beats) {
      long now = sleepUntil(begin + nanos(next));
      long first = next;
      do {
        next++;
      } while (next < beats && begin + nanos(next) - now <= 0);
      long end = next;
      context.runOnContext(
          together -> {
            for (long i = first; i < end; i++) {
              beat.accept(begin + nanos(i));
            }
          });
    }
    context.runOnContext(now -> over.complete());
  }

  private long nanos(long beats) {
    return (long) (beats * nanosPerBeat);
  }

  /** Returns what time it is then. */
  private long sleepUntil(long due) {
    long now = System.nanoTime();
    while (due - now > 0) {
      LockSupport.parkNanos(Math.max(due - now, shortestSleep.toNanos()));
      now = System.nanoTime();
    }
    return now;
  }
}
