package dev.parley.customer;

import dev.parley.bus.Failure;

/** Something that waits to be stored. */
sealed interface Work permits TurnWork, AnswerWork {

  /** When whoever asked has waited long enough, on the clock of {@link System#nanoTime()}. */
  long deadline();

  /** Whether whoever asked has had his answer. */
  boolean isDone();

  /** Refuses it. What was under way may yet be committed, and is not acknowledged. */
  void fail(Failure failure, String reason);

  /** Whether whoever asked has waited long enough. */
  default boolean isLate() {
    return System.nanoTime() - deadline() >= 0;
  }
}
