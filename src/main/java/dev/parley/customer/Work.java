package dev.parley.customer;

import dev.parley.bus.Failure;
import io.vertx.core.Promise;

/** Something that waits to be stored. */
sealed interface Work permits TurnWork, AnswerWork {

  /** When whoever asked has waited long enough, on the clock of {@link System#nanoTime()}. */
  long deadline();

  /** The answer to whoever asked. */
  Promise<?> promise();

  /** Whether whoever asked has had his answer. */
  default boolean isDone() {
    return promise().future().isComplete();
  }

  /** Refuses it. What was under way may yet be committed, and is not acknowledged. */
  default void fail(Failure failure, String reason) {
    promise().tryFail(failure.because(reason));
  }

  /** Whether whoever asked has waited long enough. */
  default boolean isLate() {
    return System.nanoTime() - deadline() >= 0;
  }
}
