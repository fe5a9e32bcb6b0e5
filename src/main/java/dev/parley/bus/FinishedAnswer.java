package dev.parley.bus;

/**
 * An answer that is over, to be stored.
 *
 * @param turn what it answers
 * @param text all that was said; may be empty when the answer was cut short
 * @param status how it ended
 */
public record FinishedAnswer(TurnOpened turn, String text, AnswerStatus status) {}
