package dev.parley.bench;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Turns at a fixed rate, whatever the server does: when it falls behind, they wait, and what they
 * waited counts. Used on one event loop.
 */
final class OpenLoop {

  private final ChatServer server;
  private final Turns turns;
  private final Measured measured;
  private final UnderWay underWay = new UnderWay();

  OpenLoop(ChatServer server, Turns turns, Measured measured) {
    this.server = server;
    this.turns = turns;
    this.measured = measured;
  }

  /** Completes when the last turn is answered. */
  Future<Void> run(Metronome metronome, Duration length) {
    return metronome.run(length, this::ask).compose(sent -> underWay.last());
  }

  /** The most turns that were under way at once. */
  long mostOpen() {
    return underWay.most();
  }

  private void ask(long due) {
    underWay.add(
        server
            .ask(turns.next(), measured.turn(due, System.nanoTime()))
            .onFailure(cause -> measured.failed(due, cause)));
  }
}
