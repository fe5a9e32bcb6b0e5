package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Rooms with what was said in them, newest first.
 *
 * @param items a page of them: perhaps fewer than were asked for, so that it holds no more than
 *     about 4 MB of text
 * @param next the cursor of the next page
 */
public record ConversationPage(List<Conversation> items, Optional<String> next)
    implements Page<ConversationPage.Conversation> {

  /**
   * @param roomId the room
   * @param email its customer's address; empty while nobody knows who it is
   * @param createdAt when the room was opened
   * @param messages what was said, oldest first, rooms that were folded in included; at most the
   *     last 500 when a customer was asked for by his address, else the last 50, and no more of
   *     them than fill a page
   */
  public record Conversation(
      UUID roomId, Optional<String> email, Instant createdAt, List<MessageView> messages) {}
}
