package dev.parley.bus;

import java.util.UUID;

/**
 * Somewhere a visitor pressed stop: whoever says this answer ends it where it is.
 *
 * @param turnId what it answers
 */
public record StopHeard(UUID turnId) {}
