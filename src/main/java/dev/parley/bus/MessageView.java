package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A message, as the people who run the site see it.
 *
 * @param id the message
 * @param roomId in which room it was written, which may be one that was folded
 * @param visitorId who wrote it, or whom it answers
 * @param role who said it
 * @param status {@code complete}, {@code stopped}, {@code failed}, {@code interrupted} or {@code
 *     streaming}
 * @param body what was said
 * @param createdAt when
 * @param verified whether the visitor was verified then: his site vouched for him
 * @param rating what the visitor thinks of this answer; empty when he said nothing
 * @param sources what this answer rests on
 */
public record MessageView(
    UUID id,
    UUID roomId,
    UUID visitorId,
    Role role,
    String status,
    String body,
    Instant createdAt,
    boolean verified,
    Optional<Rating> rating,
    List<Source> sources) {}
