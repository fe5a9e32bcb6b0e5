package dev.parley.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Does the same again until it brings a result, as often as it takes. Each round begins the next
 * one: a chain of futures would be as deep as there were rounds, keep all of them in memory, and
 * overflow the stack when the last one completes. No two rounds overlap.
 *
 * @param <R> the result
 */
public final class Rounds<R> {

  private final Supplier<Future<Optional<R>>> round;
  private final Promise<R> over = Promise.promise();

  /** Rounds that are to be begun, and are not; one at most, but for whoever begins them. */
  private final AtomicInteger due = new AtomicInteger();

  private Rounds(Supplier<Future<Optional<R>>> round) {
    this.round = round;
  }

  /**
   * Completes with what a round brings; fails as soon as one does.
   *
   * @param round completes with nothing when there has to be another one; what it throws is a
   *     failure, too
   */
  public static <R> Future<R> until(Supplier<Future<Optional<R>>> round) {
    Rounds<R> rounds = new Rounds<>(round);
    rounds.next();
    return rounds.over.future();
  }

  /** A round that is over at once is followed from here, not from within itself. */
  private void next() {
    if (due.getAndIncrement() > 0) {
      return;
    }
    do {
      Future.succeededFuture().compose(now -> round.get()).onComplete(this::done, over::fail);
    } while (due.decrementAndGet() > 0);
  }

  private void done(Optional<R> brought) {
    brought.ifPresentOrElse(over::complete, this::next);
  }
}
