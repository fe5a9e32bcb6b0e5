package dev.parley.bus;

/**
 * The visitor pressed stop.
 *
 * @param turn whose answer is to end where it is
 */
public record StopAnswer(TurnOpened turn) {}
