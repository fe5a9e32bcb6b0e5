package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor's message, on its way in.
 *
 * @param domainId the tenant
 * @param visitor who writes
 * @param message what he writes: 1 to 4000 characters, well-formed, without NUL
 */
public record Turn(UUID domainId, VisitorSecret visitor, String message) {

  /** The longest message, in UTF-16 units. */
  public static final int MAX_MESSAGE_LENGTH = 4000;

  /**
   * @throws InvalidFieldException when the message breaks its rule
   */
  public Turn {
    Texts.require("message", message, 1, MAX_MESSAGE_LENGTH);
  }
}
