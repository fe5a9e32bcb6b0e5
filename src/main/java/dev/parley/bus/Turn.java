package dev.parley.bus;

import java.util.Optional;
import java.util.UUID;

/**
 * A visitor's message, on its way in.
 *
 * @param domainId the tenant
 * @param visitor who writes
 * @param message what he writes: 1 to 4000 characters, well-formed, without NUL
 * @param key by which the same message, sent again, is known: the same key from the same visitor is
 *     one turn, however often it comes; 1 to {@value #MAX_KEY_LENGTH} characters
 * @param proof by what his site vouches for him
 */
public record Turn(
    UUID domainId,
    VisitorSecret visitor,
    String message,
    Optional<String> key,
    Optional<Proof> proof) {

  /** The longest message, in UTF-16 units. */
  public static final int MAX_MESSAGE_LENGTH = 4000;

  /** The longest key, in UTF-16 units: room for two ids of a client's. */
  public static final int MAX_KEY_LENGTH = 300;

  /**
   * @throws InvalidFieldException when the message or the key breaks its rule
   */
  public Turn {
    Texts.require("message", message, 1, MAX_MESSAGE_LENGTH);
    key.ifPresent(it -> Texts.require("messageId", it, 1, MAX_KEY_LENGTH));
  }

  /** A message that nobody vouches for. */
  public Turn(UUID domainId, VisitorSecret visitor, String message, Optional<String> key) {
    this(domainId, visitor, message, key, Optional.empty());
  }

  /** A message without a key: sent again, it is another one. */
  public Turn(UUID domainId, VisitorSecret visitor, String message) {
    this(domainId, visitor, message, Optional.empty());
  }
}
