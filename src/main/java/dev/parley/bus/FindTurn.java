package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor names a turn of his.
 *
 * @param turnId the turn
 * @param visitor who says that it is his
 */
public record FindTurn(UUID turnId, VisitorSecret visitor) {}
