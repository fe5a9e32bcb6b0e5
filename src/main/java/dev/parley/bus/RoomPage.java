package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A customer's rooms and those that were folded into them, newest first.
 *
 * @param items a page of them
 * @param next the cursor of the next page
 */
public record RoomPage(List<RoomView> items, Optional<String> next)
    implements Page<RoomPage.RoomView> {

  /** How many messages of a room are counted. */
  public static final int MOST_COUNTED = 10_000;

  /**
   * @param id the room
   * @param visitorId who opened it
   * @param createdAt when
   * @param closedAt since when nothing is added to it; empty while it is open
   * @param foldedInto of which room it is read as a part; empty when of none
   * @param messages how many messages it has itself, {@value #MOST_COUNTED} when there are more
   * @param lastMessageAt when the last one was written; empty when there is none
   */
  public record RoomView(
      UUID id,
      UUID visitorId,
      Instant createdAt,
      Optional<Instant> closedAt,
      Optional<UUID> foldedInto,
      int messages,
      Optional<Instant> lastMessageAt) {}
}
