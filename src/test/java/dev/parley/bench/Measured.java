package dev.parley.bench;

import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import java.time.Duration;

/**
 * What a load measured: per turn, from when it was meant to start. Only what is meant to start
 * after the warm-up counts. Used on one thread.
 */
final class Measured {

  private final Timings sent = new Timings("sent");
  private final Timings first = new Timings("first");
  private final Timings gap = new Timings("gap");
  private final Timings end = new Timings("end");
  private final Spikes spikes = new Spikes();
  private final Failures failures = new Failures();
  private long from;
  private long answered;
  private long failedWarmingUp;

  /**
   * @param from what is meant to start earlier does not count, {@link System#nanoTime()}
   */
  Measured(long from) {
    this.from = from;
  }

  /** What is meant to start after that time counts. */
  void begin(Duration fromNow) {
    from = System.nanoTime() + fromNow.toNanos();
  }

  /** A turn is sent. Its answer is heard by whom this returns. */
  Listener turn(long intended, long now) {
    boolean counts = intended >= from;
    if (counts) {
      sent.add(now - intended);
    }
    return new Listener() {
      private long last;

      @Override
      public void chunk(Buffer piece, long now) {
        if (counts) {
          heard(now);
        }
        last = now;
      }

      private void heard(long now) {
        if (last == 0) {
          first.add(now - intended);
          spikes.add(Duration.ofNanos(intended - from), Duration.ofNanos(now - intended));
        } else {
          gap.add(now - last);
        }
      }

      @Override
      public void end(long now) {
        answered++;
        if (counts) {
          end.add(now - intended);
        }
      }
    };
  }

  /**
   * A turn failed. None may, at whatever time; but in the warm-up it may be for want of a
   * processor, which the compilers have.
   */
  void failed(long intended, Throwable cause) {
    failures.add(cause);
    if (intended < from) {
      failedWarmingUp++;
    }
  }

  /** How many were answered, those of the warm-up included. */
  long answered() {
    return answered;
  }

  /** All of it, a line each. */
  void print(PrintStream out) {
    for (Timings timings : new Timings[] {sent, first, gap, end}) {
      timings.print(out);
    }
    spikes.print(out);
    out.println("answered\t" + answered);
    failures.print(out, "");
    out.println("failed.warming-up\t" + failedWarmingUp);
  }
}
