package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.Proof;
import dev.parley.bus.Texts;
import dev.parley.bus.Turn;
import dev.parley.bus.VisitorSecret;
import java.util.Optional;
import java.util.UUID;

/**
 * The body of {@code POST /api/bot/stream}, checked.
 *
 * @param domainId the tenant
 * @param message what the visitor writes: 1 to 4000 UTF-16 units, not only blanks
 * @param visitor the visitor's secret, when the body bears one
 * @param messageId the key by which a retry is known; 1 to 128 UTF-16 units
 * @param proof by what his site vouches for him, as far as the body says; not checked
 */
record TurnRequest(
    UUID domainId,
    String message,
    Optional<VisitorSecret> visitor,
    Optional<String> messageId,
    Optional<Proof> proof) {

  private static final int MAX_MESSAGE_ID_LENGTH = 128;

  /**
   * @throws InvalidFieldException when a field breaks its rule
   */
  TurnRequest {
    Texts.require("message", message, 1, Turn.MAX_MESSAGE_LENGTH);
    if (message.isBlank()) {
      throw new InvalidFieldException("message", "must not be blank");
    }
    messageId.ifPresent(id -> Texts.require("messageId", id, 1, MAX_MESSAGE_ID_LENGTH));
  }

  /**
   * Who writes: he proves himself in the body or in the header, and in both by the same secret.
   *
   * @param header the value of {@code Parley-Anonymous-Id}, when there is one
   * @return empty when nobody said: a visitor who comes for the first time
   * @throws InvalidFieldException when the two differ
   */
  Optional<VisitorSecret> visitor(Optional<String> header) {
    return Visitors.said(visitor, header);
  }

  /**
   * By which key a retry is known: it comes in the body or in the header, and in both it is the
   * same.
   *
   * @param header the value of {@code Idempotency-Key}, when there is one
   * @throws InvalidFieldException when the header breaks the key's rule, or the two differ
   */
  Optional<String> key(Optional<String> header) {
    header.ifPresent(it -> Texts.require(IdempotencyKey.HEADER, it, 1, MAX_MESSAGE_ID_LENGTH));
    if (messageId.isPresent() && header.isPresent() && !messageId.equals(header)) {
      throw new InvalidFieldException(
          "messageId", "must be the same in the body and in " + IdempotencyKey.HEADER);
    }
    return messageId.or(() -> header);
  }
}
