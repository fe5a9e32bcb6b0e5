package dev.parley.bench;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** So many visitors at once, each of whom writes again as soon as he is answered. */
final class ClosedLoop {

  private final Supplier<Future<Void>> ask;
  private final long until;

  /** Tells what it measures. */
  ClosedLoop(ChatServer server, Turns turns, Measured measured, Duration length) {
    this(() -> ask(server, turns, measured), length);
  }

  /**
   * @param ask completes when one of them is answered; see {@link OneByOne}
   */
  ClosedLoop(Supplier<Future<Void>> ask, Duration length) {
    this.ask = ask;
    this.until = System.nanoTime() + length.toNanos();
  }

  /** Completes when the last of them is answered. */
  Future<Void> run(int visitors) {
    return Future.all(IntStream.range(0, visitors).mapToObj(i -> converse()).toList()).mapEmpty();
  }

  private Future<Void> converse() {
    return OneByOne.run(() -> System.nanoTime() - until < 0, ask);
  }

  private static Future<Void> ask(ChatServer server, Turns turns, Measured measured) {
    long now = System.nanoTime();
    return server
        .ask(turns.next(), measured.turn(now, now))
        .onFailure(cause -> measured.failed(now, cause));
  }
}
