package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.Proof;
import dev.parley.bus.Texts;
import dev.parley.bus.Turn;
import java.util.Optional;

/**
 * The body of {@code POST /api/ai-sdk/{domainId}}, checked: of a chat only its last message counts.
 *
 * @param chat the chat and its last message, by the page's ids
 * @param message what the visitor writes: 1 to 4000 UTF-16 units, not only blanks
 * @param purpose what the visitor wants of it
 * @param proof by what his site vouches for him, as far as the body says; not checked
 */
record ChatRequest(ChatKey chat, String message, Purpose purpose, Optional<Proof> proof) {

  /** Why a message is sent. */
  enum Purpose {
    /** It is new, or comes once more. */
    SUBMIT,
    /** It replaces what it said before. */
    EDIT,
    /** Another answer is wanted than the one that there is. */
    REGENERATE
  }

  /** What the sender knows as the message. */
  static final String FIELD = "messages";

  /**
   * @throws InvalidFieldException when the message breaks its rule
   */
  ChatRequest {
    Texts.require(FIELD, message, 1, Turn.MAX_MESSAGE_LENGTH);
    if (message.isBlank()) {
      throw new InvalidFieldException(FIELD, "must end with a text that is not blank");
    }
  }
}
