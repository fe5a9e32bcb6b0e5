package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Strangers who type addresses, one after the other: somebody's, and nobody's. Tells how well it
 * can be told by the time until the answer begins which of them it was, as the area under the ROC
 * curve: 0.5 is not at all, 1 is always. Used on one thread.
 */
final class Telltale {

  private final ChatServer server;
  private final Turns strangers;
  private final List<Long> known = new ArrayList<>();
  private final List<Long> unknown = new ArrayList<>();

  Telltale(ChatServer server, Turns strangers) {
    this.server = server;
    this.strangers = strangers;
  }

  /** Completes when so many typed an address that is known, and as many one that is not. */
  Future<Void> run(int each) {
    known.clear();
    unknown.clear();
    List<Boolean> order =
        new ArrayList<>(IntStream.range(0, 2 * each).mapToObj(i -> i % 2 == 0).toList());
    Collections.shuffle(order, new Random(each));
    Future<Void> done = Future.succeededFuture();
    for (boolean isKnown : order) {
      done = done.compose(next -> ask(isKnown));
    }
    return done;
  }

  private Future<Void> ask(boolean isKnown) {
    List<Long> times = isKnown ? known : unknown;
    long asked = System.nanoTime();
    Listener listener =
        new Listener() {
          private boolean heard;

          @Override
          public void chunk(Buffer piece, long now) {
            if (!heard) {
              heard = true;
              times.add(now - asked);
            }
          }

          @Override
          public void end(long now) {}
        };
    return server.ask(strangers.nextStranger(isKnown), listener);
  }

  void print(PrintStream out) {
    out.printf("known.p50\t%.3f%n", middle(known) / 1e6);
    out.printf("unknown.p50\t%.3f%n", middle(unknown) / 1e6);
    out.printf("auc\t%.4f%n", areaUnderCurve(known, unknown));
  }

  private static double middle(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElse(0L);
  }

  /** How often one of these is greater than one of those; a tie counts half. */
  static double areaUnderCurve(List<Long> these, List<Long> those) {
    record Sample(long time, boolean isOfThese) {}
    List<Sample> all =
        Stream.concat(
                these.stream().map(time -> new Sample(time, true)),
                those.stream().map(time -> new Sample(time, false)))
            .sorted((a, b) -> Long.compare(a.time, b.time))
            .toList();
    double rankSum = 0;
    for (int from = 0, to; from < all.size(); from = to) {
      to = from + 1;
      while (to < all.size() && all.get(to).time == all.get(from).time) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      rankSum += rank * all.subList(from, to).stream().filter(Sample::isOfThese).count();
    }
    double smallest = these.size() * (these.size() + 1) / 2.0;
    return (rankSum - smallest) / ((double) these.size() * those.size());
  }
}
