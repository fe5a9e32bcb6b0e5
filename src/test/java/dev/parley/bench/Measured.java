package dev.parley.bench;

import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;

/**
 * What a load measured: per turn, from when it was meant to start. Only what is meant to start
 * after the warm-up counts. Used on one thread.
 */
final class Measured {

  private final Timings sent = new Timings("sent");
  private final Timings first = new Timings("first");
  private final Timings gap = new Timings("gap");
  private final Timings end = new Timings("end");
  private long from;
  private long answered;
  private long failed;
  private String failure = "";

  /**
   * @param from what is meant to start earlier does not count, {@link System#nanoTime()}
   */
  Measured(long from) {
    this.from = from;
  }

  /** From now on it counts. */
  void begin() {
    from = System.nanoTime();
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
          (last == 0 ? first : gap).add(now - (last == 0 ? intended : last));
        }
        last = now;
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

  /** A turn failed, at whatever time: none may. */
  void failed(Throwable cause) {
    failed++;
    failure = String.valueOf(cause.getMessage());
  }

  /** All of it, a line each. */
  void print(PrintStream out) {
    for (Timings timings : new Timings[] {sent, first, gap, end}) {
      timings.print(out);
    }
    out.println("answered\t" + answered);
    out.println("failed\t" + failed);
    if (failed > 0) {
      out.println("failure\t" + failure);
    }
  }
}
