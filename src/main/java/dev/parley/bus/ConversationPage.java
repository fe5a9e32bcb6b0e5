package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Rooms with what was said in them, newest first.
 *
 * @param conversations a page of them: perhaps fewer than were asked for, so that it holds no more
 *     than about 4 MB of text; only after an empty page there is nothing more
 */
public record ConversationPage(List<Conversation> conversations) {

  /**
   * @param roomId the room
   * @param email its customer's address; empty while nobody knows who it is
   * @param createdAt when the room was opened
   * @param messages what was said, oldest first, rooms that were folded in included; at most the
   *     last 500 when a customer was asked for by his address, else the last 50, and no more of
   *     them than fill a page
   */
  public record Conversation(
      UUID roomId, Optional<String> email, Instant createdAt, List<Message> messages) {}

  /**
   * @param id the message
   * @param visitorId who wrote it, or whom it answers
   * @param role who said it
   * @param status {@code complete}, {@code stopped}, {@code failed}, {@code interrupted} or {@code
   *     streaming}
   * @param body what was said
   * @param createdAt when
   * @param verified whether the visitor was verified then: his site vouched for him
   * @param rating what the visitor thinks of this answer; empty when he said nothing
   */
  public record Message(
      UUID id,
      UUID visitorId,
      Role role,
      String status,
      String body,
      Instant createdAt,
      boolean verified,
      Optional<Rating> rating) {}
}
