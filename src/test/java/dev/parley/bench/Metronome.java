package dev.parley.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Beats at a fixed rate, whatever anybody does meanwhile. It has a thread of its own, which sleeps
 * until the next beat: an event loop's timers know only milliseconds. A beat that comes late bears
 * the time that it was due.
 */
final class Metronome {

  private final Context context;
  private final double nanosPerBeat;

  /**
   * @param context where the beats are heard
   */
  Metronome(Context context, double beatsPerSecond) {
    this.context = context;
    this.nanosPerBeat = 1e9 / beatsPerSecond;
  }

  /** Beats for so long, from now on. Completes after the last beat. */
  Future<Void> run(Duration length, LongConsumer beat) {
    Promise<Void> over = Promise.promise();
    long begin = System.nanoTime();
    long beats = (long) (length.toNanos() / nanosPerBeat);
    Thread thread =
        new Thread(
            () -> {
              for (long i = 0; i < beats; i++) {
                long due = begin + (long) (i * nanosPerBeat);
                sleepUntil(due);
                context.runOnContext(now -> beat.accept(due));
              }
              context.runOnContext(now -> over.complete());
            },
            "metronome");
    thread.setDaemon(true);
    thread.start();
    return over.future();
  }

  private static void sleepUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
