package dev.parley.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import java.time.Duration;

/**
 * So many answers at once, each a word at a time: opened at a steady rate, heard to their end.
 * Tells how late each word comes, against the one before. Used on one event loop.
 */
final class ManyStreams {

  private final ChatServer server;
  private final Turns turns;
  private final long period;
  private final Timings first = new Timings("first");
  private final Timings late = new Timings("late");
  private final UnderWay underWay = new UnderWay();
  private final Failures failures = new Failures();

  /**
   * @param period from one word to the next
   */
  ManyStreams(ChatServer server, Turns turns, Duration period) {
    this.server = server;
    this.turns = turns;
    this.period = period.toNanos();
  }

  /** Completes when all of them are over. */
  Future<Void> run(Context context, int streams, int perSecond) {
    Duration length = Duration.ofNanos((long) (streams * 1e9 / perSecond) + 1);
    return new Metronome(context, perSecond)
        .run(length, this::open)
        .compose(allOpened -> underWay.last());
  }

  private void open(long due) {
    underWay.add(server.ask(turns.next(), new Words(due)).onFailure(failures::add));
  }

  void print(PrintStream out) {
    first.print(out);
    late.print(out);
    out.println("open.most\t" + underWay.most());
    failures.print(out, "");
  }

  /** One answer's. */
  private final class Words implements Listener {

    private final long due;
    private int count;
    private long last;

    Words(long due) {
      this.due = due;
    }

    @Override
    public void chunk(Buffer piece, long now) {
      if (count == 0) {
        first.add(now - due);
      } else {
        late.add(now - last - period);
      }
      count++;
      last = now;
    }

    @Override
    public void end(long now) {
      // It is late as the server's store is, not as its clock is.
    }
  }
}
