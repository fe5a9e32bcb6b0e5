package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One event for one webhook, and what became of it.
 *
 * @param id what its receiver knows it by, however often it comes
 * @param event what happened
 * @param subject the customer or the message that it happened to
 * @param state one of {@link #STATES}
 * @param attempts how often it was sent
 * @param nextAttemptAt when it is sent next; while it is being sent, when that attempt counts as
 *     lost. Empty when it is over
 * @param lastStatus the HTTP status of the last answer
 * @param lastError why the last attempt failed, in a few words
 */
public record WebhookDelivery(
    UUID id,
    UUID webhookId,
    UUID domainId,
    String event,
    UUID subject,
    String state,
    int attempts,
    Instant createdAt,
    Optional<Instant> nextAttemptAt,
    Optional<Instant> deliveredAt,
    Optional<Integer> lastStatus,
    Optional<String> lastError) {

  public static final List<String> STATES = List.of("pending", "delivered", "failed");
}
