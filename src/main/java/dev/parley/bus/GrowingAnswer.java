package dev.parley.bus;

/**
 * What was said so far of an answer that goes on: kept, so that it outlives whoever says it.
 *
 * @param turn what it answers
 * @param text all that was said so far; may be empty
 * @param attempt which attempt at the answer it is, from 1 on
 */
public record GrowingAnswer(TurnOpened turn, String text, int attempt) {}
