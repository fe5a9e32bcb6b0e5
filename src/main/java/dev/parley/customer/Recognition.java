package dev.parley.customer;

import dev.parley.bus.Outcome;
import java.util.Optional;
import java.util.UUID;

/**
 * A visitor was recognised as a customer, and that is committed.
 *
 * @param id of the turn that it happened in, or the proof's own
 * @param email the address in normalised form
 * @param outcome how the customer was come by
 * @param roomId the customer's
 * @param linkedRoom the visitor's anonymous room, when it became the customer's or was folded into
 *     it
 * @param roomIsNew whether the room was opened by it
 */
record Recognition(
    UUID domainId,
    UUID id,
    UUID customerId,
    String email,
    Outcome outcome,
    UUID roomId,
    Optional<UUID> linkedRoom,
    boolean roomIsNew) {}
