package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** The turns that are asked and not over yet, until the last of them is. Used on one event loop. */
final class UnderWay {

  private final Promise<Void> over = Promise.promise();
  private long count;
  private long most;
  private boolean isWhole;

  /** One more, which is over when this completes, however it does. */
  void add(Future<?> turn) {
    count++;
    most = Math.max(most, count);
    turn.onComplete(
        done -> {
          count--;
          settle();
        });
  }

  /** None comes any more. Completes when the last one is over. */
  Future<Void> last() {
    isWhole = true;
    settle();
    return over.future();
  }

  /** The most that there were at once. */
  long most() {
    return most;
  }

  private void settle() {
    if (isWhole && count == 0) {
      over.tryComplete();
    }
  }
}
