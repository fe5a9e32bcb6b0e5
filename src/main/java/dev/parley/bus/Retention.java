package dev.parley.bus;

import java.util.Optional;

/**
 * How long a tenant keeps rooms.
 *
 * @param days after so many days in which nobody says anything a room is deleted; empty: never
 */
public record Retention(Optional<Integer> days) {}
