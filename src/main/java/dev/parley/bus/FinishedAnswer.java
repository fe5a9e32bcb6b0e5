package dev.parley.bus;

import java.util.List;

/**
 * An answer that is over, to be stored.
 *
 * @param turn what it answers
 * @param text all that was said; may be empty when the answer was cut short
 * @param status how it ended
 * @param sources what it rests on, the most important first; none when it did not end well
 * @param attempt which attempt at the answer it is, from 1 on; a later one is never written over
 */
public record FinishedAnswer(
    TurnOpened turn, String text, AnswerStatus status, List<Source> sources, int attempt) {

  public FinishedAnswer {
    sources = Source.listOf(sources);
  }

  /** The first attempt, which rests on nothing. */
  public FinishedAnswer(TurnOpened turn, String text, AnswerStatus status) {
    this(turn, text, status, List.of(), 1);
  }
}
