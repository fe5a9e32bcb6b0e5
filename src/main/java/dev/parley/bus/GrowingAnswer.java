package dev.parley.bus;

/**
 * What was said so far of an answer that goes on: kept, so that it outlives whoever says it.
 *
 * @param turn what it answers
 * @param text all that was said so far; may be empty
 */
public record GrowingAnswer(TurnOpened turn, String text) {}
