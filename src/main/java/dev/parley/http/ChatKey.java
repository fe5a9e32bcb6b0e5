package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.Texts;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A message of a chat, by the ids that the page gave them, as the key of a turn. Each id stands
 * behind its length, so that no two pairs make the same key, and no chat's keys begin as another's.
 *
 * @param chatId the chat, 1 to 128 characters
 * @param messageId the message, 1 to 128 characters
 */
record ChatKey(String chatId, String messageId) {

  private static final int MAX_ID_LENGTH = 128;

  /**
   * @throws InvalidFieldException when an id breaks its rule
   */
  ChatKey {
    requireChatId(chatId);
    Texts.require(ChatRequest.FIELD, messageId, 1, MAX_ID_LENGTH);
  }

  private static void requireChatId(String chatId) {
    Texts.require("id", chatId, 1, MAX_ID_LENGTH);
  }

  /**
   * What the keys of all the chat's turns begin with.
   *
   * @throws InvalidFieldException when the id breaks its rule
   */
  static String prefix(String chatId) {
    requireChatId(chatId);
    return "ai:" + chatId.length() + ":" + chatId + ":";
  }

  /** The key of the message's turn. */
  String value() {
    return prefix(chatId) + messageId.length() + ":" + messageId;
  }

  /** The key of another turn of the same message, that no other request has. */
  String another() {
    return suffixed(UUID.randomUUID());
  }

  /** The key of the message's turn after it was edited: the same for the same text. */
  String edited(String text) {
    return suffixed(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String suffixed(UUID id) {
    return value() + ":" + Long.toHexString(id.getMostSignificantBits());
  }
}
