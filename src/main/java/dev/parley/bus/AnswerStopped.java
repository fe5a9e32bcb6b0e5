package dev.parley.bus;

import java.util.UUID;

/**
 * The answer is over and stored; or another process, if one says it, has been told to stop.
 *
 * @param turnId what it answers
 */
public record AnswerStopped(UUID turnId) {}
