package dev.parley.bus;

import java.util.Optional;
import java.util.UUID;

/**
 * A visitor's message is stored. Only the turn's id may ever reach a visitor; room and customer
 * would tell him whether an address was known.
 *
 * @param turnId names the turn from here on; also the id of the visitor's message
 * @param domainId the tenant
 * @param visitorId who wrote
 * @param roomId where the message is, and where the answer goes
 * @param customerId whom the visitor is taken for; empty while nobody knows
 * @param outcome how the customer was come by
 * @param repeated whether it was stored before: then its answer may run, or be stored, too
 * @param verified whether its visitor was verified when he wrote it
 */
public record TurnOpened(
    UUID turnId,
    UUID domainId,
    UUID visitorId,
    UUID roomId,
    Optional<UUID> customerId,
    Outcome outcome,
    boolean repeated,
    boolean verified) {

  /** A turn of a visitor who was not verified. */
  public TurnOpened(
      UUID turnId,
      UUID domainId,
      UUID visitorId,
      UUID roomId,
      Optional<UUID> customerId,
      Outcome outcome,
      boolean repeated) {
    this(turnId, domainId, visitorId, roomId, customerId, outcome, repeated, false);
  }
}
