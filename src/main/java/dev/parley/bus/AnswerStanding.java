package dev.parley.bus;

/** How it stands with an answer, as far as it is stored. */
public sealed interface AnswerStanding {

  /** Nobody had it; from now on whoever asked has it, and is to say it. */
  record Yours() implements AnswerStanding {}

  /**
   * It is over.
   *
   * @param text all that was said
   * @param status how it ended
   */
  record Over(String text, AnswerStatus status) implements AnswerStanding {}

  /**
   * Another process says it, or is about to.
   *
   * @param text what is stored of it so far
   */
  record Elsewhere(String text) implements AnswerStanding {}
}
