package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * Turns at a fixed rate, whatever the server does: when it falls behind, they wait, and what they
 * waited counts. Used on one event loop.
 */
final class OpenLoop {

  private final ChatServer server;
  private final Turns turns;
  private final Measured measured;
  private final Promise<Void> answered = Promise.promise();
  private long open;
  private long mostOpen;
  private boolean allSent;

  OpenLoop(ChatServer server, Turns turns, Measured measured) {
    this.server = server;
    this.turns = turns;
    this.measured = measured;
  }

  /** Completes when the last turn is answered. */
  Future<Void> run(Metronome metronome, Duration length) {
    return metronome
        .run(length, this::ask)
        .compose(
            sent -> {
              allSent = true;
              settle();
              return answered.future();
            });
  }

  /** The most turns that were under way at once. */
  long mostOpen() {
    return mostOpen;
  }

  private void ask(long due) {
    open++;
    mostOpen = Math.max(mostOpen, open);
    server
        .ask(turns.next(), measured.turn(due, System.nanoTime()))
        .onFailure(cause -> measured.failed(due, cause))
        .onComplete(
            over -> {
              open--;
              settle();
            });
  }

  private void settle() {
    if (allSent && open == 0) {
      answered.tryComplete();
    }
  }
}
