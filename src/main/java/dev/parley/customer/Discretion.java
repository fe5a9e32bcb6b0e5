package dev.parley.customer;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Keeps a stopwatch from telling whether an address is known: a new one costs a customer and a
 * room, a known one does not. A turn that gives an address and goes to the database alone, or with
 * one other, is told at the next tick of a clock that began when it went; among more, the others
 * blur it, and nobody is held up while there is much to do. Who is known to this process by his
 * address, or vouched for by his site, learns nothing by it, and does not wait. Not thread-safe.
 */
final class Discretion {

  /** More than a statement takes alone, so that it is nearly always the first tick. */
  private static final Duration TICK = Duration.ofMillis(25);

  private static final int FEW = 2;

  private final Vertx vertx;

  Discretion(Vertx vertx) {
    this.vertx = vertx;
  }

  /** To be called when the batch goes. */
  void goes(Batch batch) {
    if (batch.turns().size() <= FEW) {
      batch.turns().forEach(this::goesNearlyAlone);
    }
  }

  private void goesNearlyAlone(TurnWork turn) {
    if (turn.address().isPresent() && !turn.isProven() && turn.holdBack()) {
      vertx.setPeriodic(
          TICK.toMillis(),
          timer -> {
            if (turn.letGo()) {
              vertx.cancelTimer(timer);
            }
          });
    }
  }
}
