package dev.parley.bus;

import java.util.UUID;

/**
 * What the visitor thinks of an answer is stored with it.
 *
 * @param turnId what it answers
 */
public record AnswerRated(UUID turnId) {}
