package dev.parley.customer;

import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.UUID;

/**
 * A turn that is committed, and how it came about.
 *
 * @param work what was asked
 * @param opened what is replied
 * @param linkedRoom the visitor's anonymous room, when it became the customer's or was folded into
 *     it
 * @param roomIsNew whether this turn opened the room
 */
record StoredTurn(TurnWork work, TurnOpened opened, Optional<UUID> linkedRoom, boolean roomIsNew) {

  /** By its row of {@link TurnQueries#STORE_BATCH}. */
  static StoredTurn of(TurnWork work, Row row) {
    TurnOpened opened = opened(work, row);
    Optional<UUID> linked =
        opened.customerId().flatMap(it -> Optional.ofNullable(row.getUUID("anonymous_room")));
    return new StoredTurn(work, opened, linked, work.made(opened.roomId()));
  }

  /** By its row of {@link TurnQueries#STORE_KNOWN}. */
  static StoredTurn known(TurnWork work, Row row) {
    return new StoredTurn(work, opened(work, row), Optional.empty(), false);
  }

  /** Whom its message was recognised as, when that gives an address. */
  Optional<Recognition> recognition() {
    return opened.outcome().byAddress()
        ? Optional.of(
            new Recognition(
                opened.domainId(),
                opened.turnId(),
                opened.customerId().orElseThrow(),
                work.address().orElseThrow().email(),
                opened.outcome(),
                opened.roomId(),
                linkedRoom,
                roomIsNew))
        : Optional.empty();
  }

  private static TurnOpened opened(TurnWork work, Row row) {
    Optional<UUID> customer = Optional.ofNullable(row.getUUID("customer"));
    return new TurnOpened(
        work.turnId(),
        work.turn().domainId(),
        row.getUUID("visitor"),
        row.getUUID("room"),
        customer,
        outcome(work, customer, row.getBoolean("by_address")),
        false,
        row.getBoolean("verified"));
  }

  private static Outcome outcome(TurnWork work, Optional<UUID> customer, boolean byAddress) {
    if (customer.isEmpty()) {
      return Outcome.ANONYMOUS;
    }
    return byAddress ? work.outcome(customer.get()) : Outcome.BOUND;
  }
}
