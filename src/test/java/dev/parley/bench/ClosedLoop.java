package dev.parley.bench;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.stream.IntStream;

/** So many visitors at once, each of whom writes again as soon as he is answered. */
final class ClosedLoop {

  private final ChatServer server;
  private final Turns turns;
  private final Measured measured;
  private final long until;

  ClosedLoop(ChatServer server, Turns turns, Measured measured, Duration length) {
    this.server = server;
    this.turns = turns;
    this.measured = measured;
    this.until = System.nanoTime() + length.toNanos();
  }

  /** Completes when the last of them is answered. */
  Future<Void> run(int visitors) {
    return Future.all(IntStream.range(0, visitors).mapToObj(i -> converse()).toList()).mapEmpty();
  }

  private Future<Void> converse() {
    return OneByOne.run(() -> System.nanoTime() - until < 0, this::ask);
  }

  private Future<Void> ask() {
    long now = System.nanoTime();
    return server
        .ask(turns.next(), measured.turn(now, now))
        .onFailure(cause -> measured.failed(now, cause));
  }
}
