package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor names a turn of his; or, once he is verified, one in his customer's room.
 *
 * @param turnId the turn
 * @param visitor who says that it is his
 * @param onlyOwn whether it must be one that he wrote himself, by this secret
 */
public record FindTurn(UUID turnId, VisitorSecret visitor, boolean onlyOwn) {

  /** One that he wrote himself. */
  public FindTurn(UUID turnId, VisitorSecret visitor) {
    this(turnId, visitor, true);
  }
}
