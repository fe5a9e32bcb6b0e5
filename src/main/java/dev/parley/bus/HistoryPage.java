package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was said, as far as a visitor may read it; newest first. Names no room, no customer and no
 * visitor: it may be handed to him as it is.
 *
 * @param messages a page of it
 * @param next where the next page goes on; empty when there is none
 */
public record HistoryPage(List<Message> messages, Optional<UUID> next) {

  /**
   * @param id the message
   * @param turn the turn that it is of
   * @param role who said it
   * @param content what was said
   * @param status {@code complete}, {@code stopped}, {@code failed}, {@code interrupted} or {@code
   *     streaming}
   * @param createdAt when
   * @param verified whether its writer was verified then; an answer is as its question
   * @param rating what was thought of this answer; empty when nobody said
   * @param sources what this answer rests on, the most important first
   */
  public record Message(
      UUID id,
      UUID turn,
      Role role,
      String content,
      String status,
      Instant createdAt,
      boolean verified,
      Optional<Rating> rating,
      List<Source> sources) {

    public Message {
      rating = rating == null ? Optional.empty() : rating; // as an older node sends it
      sources = Source.listOf(sources);
    }
  }
}
