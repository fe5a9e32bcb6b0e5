package dev.parley.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server stands more than it can do: the most that it does, then loads at a fixed rate that
 * are shares of it, one after the other. A turn that is refused with 503 is counted as that; what
 * is timed are those that were accepted.
 *
 * <p>All of it is rehearsed once and not counted: a client that opens a thousand connections with
 * code that it never ran before brings what it could not send meanwhile all at once; and a server
 * that refuses for the first time has the same code compiled again, on processors that have no time
 * for it. For the same reason what comes in the first seconds of a load is not counted. Used on one
 * event loop.
 */
final class Overload {

  /** More than ask within two seconds. */
  static final int CROWD = 20_000;

  /** A while after the load fell, by when nothing of it may be felt any more. */
  private static final Duration RECOVERY = Duration.ofSeconds(2);

  private static final Duration RISE = Duration.ofSeconds(5);

  private static final Duration REHEARSAL = Duration.ofSeconds(20);

  /** Nothing to what is timed, and far less work for this side than a turn at a time. */
  private static final Duration BETWEEN_BEATS = Duration.ofMillis(2);

  private final Context context;
  private final ChatServer server;
  private final Turns turns;
  private final int visitors;
  private final Duration length;
  private final List<Phase> phases = new ArrayList<>();
  private double best;

  /**
   * @param visitors how many at once ask for the most; as many as the server never refuses, and
   *     enough that it is never without work
   * @param length of each load
   */
  Overload(Context context, ChatServer server, Turns turns, int visitors, Duration length) {
    this.context = context;
    this.server = server;
    this.turns = turns;
    this.visitors = visitors;
    this.length = length;
  }

  /**
   * Completes when all of the loads are over.
   *
   * @param warmUp for how long what is most is asked for before it counts
   */
  Future<Void> run(Duration warmUp) {
    return most(warmUp)
        .compose(rehearsed -> new Phase("rehearsal", Duration.ZERO).run(2 * best, REHEARSAL))
        .compose(rehearsed -> most(length))
        .compose(over -> load("at80", 0.8, RISE))
        .compose(over -> load("at200", 2, RECOVERY))
        .compose(over -> load("after", 0.5, RECOVERY));
  }

  private Future<Void> most(Duration forSoLong) {
    Measured measured = new Measured(Long.MAX_VALUE);
    long begun = System.nanoTime();
    return new ClosedLoop(server, turns, measured, forSoLong)
        .run(visitors)
        .onSuccess(over -> best = measured.answered() / seconds(System.nanoTime() - begun));
  }

  private Future<Void> load(String name, double share, Duration leadIn) {
    Phase phase = new Phase(name, leadIn);
    phases.add(phase);
    return phase.run(share * best, length.plus(leadIn));
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  void print(PrintStream out) {
    out.printf("best.persecond\t%.0f%n", best);
    phases.forEach(phase -> phase.print(out));
  }

  /** One of the loads. */
  private final class Phase {

    private final String name;
    private final long countsFrom;
    private final Timings sent;
    private final Timings end;
    private final UnderWay underWay = new UnderWay();
    private final Failures failures = new Failures();
    private final long begun = System.nanoTime();
    private long accepted;
    private long refused;
    private long lastSent;

    Phase(String name, Duration leadIn) {
      this.name = name;
      this.countsFrom = begun + leadIn.toNanos();
      this.sent = new Timings(name + ".sent");
      this.end = new Timings(name);
    }

    Future<Void> run(double perSecond, Duration phaseLength) {
      return new Metronome(context, perSecond, BETWEEN_BEATS)
          .run(phaseLength, this::ask)
          .compose(
              sent -> {
                lastSent = System.nanoTime();
                return underWay.last();
              });
    }

    private void ask(long due) {
      boolean counts = due >= countsFrom;
      if (counts) {
        sent.add(System.nanoTime() - due);
      }
      underWay.add(
          server
              .ask(turns.next(), Listener.NOBODY)
              .onSuccess(
                  answered -> {
                    if (counts) {
                      accepted++;
                      end.add(System.nanoTime() - due);
                    }
                  })
              .onFailure(cause -> count(cause, counts)));
    }

    private void count(Throwable cause, boolean counts) {
      if (cause instanceof RefusedException it && it.status() == 503) {
        refused += counts ? 1 : 0;
      } else {
        failures.add(cause);
      }
    }

    void print(PrintStream out) {
      sent.print(out);
      end.print(out);
      out.printf("%s.persecond\t%.0f%n", name, accepted / seconds(lastSent - countsFrom));
      out.println(name + ".refused\t" + refused);
      failures.print(out, name + ".");
    }
  }
}
