package dev.parley.bus;

import java.util.UUID;

/**
 * An answer is stored: its stream may end.
 *
 * @param turnId what it answers
 */
public record AnswerStored(UUID turnId) {}
