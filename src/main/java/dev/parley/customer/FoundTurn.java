package dev.parley.customer;

import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.UUID;

/** A turn that was stored before, as it is known again. */
final class FoundTurn {

  private FoundTurn() {}

  /** By its key, in a row of {@link TurnQueries#STORE_BATCH}. */
  static TurnOpened repeated(TurnWork work, Row row) {
    Optional<UUID> customer = Optional.ofNullable(row.getUUID("customer"));
    return new TurnOpened(
        row.getUUID("repeated_turn"),
        work.turn().domainId(),
        row.getUUID("visitor"),
        row.getUUID("stored_room"),
        customer,
        row.getBoolean("by_address") ? Outcome.FOUND : withoutAddress(customer),
        true,
        row.getBoolean("stored_verified"));
  }

  /** By its visitor, in a row of a look-up. */
  static TurnOpened of(Row row) {
    Optional<UUID> customer = Optional.ofNullable(row.getUUID("customer_id"));
    return new TurnOpened(
        row.getUUID("id"),
        row.getUUID("domain_id"),
        row.getUUID("visitor_id"),
        row.getUUID("room_id"),
        customer,
        withoutAddress(customer),
        true,
        row.getBoolean("verified"));
  }

  private static Outcome withoutAddress(Optional<UUID> customer) {
    return customer.isPresent() ? Outcome.BOUND : Outcome.ANONYMOUS;
  }
}
