package dev.parley.customer;

import dev.parley.bus.CustomersMerged;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.MergeCustomers;
import dev.parley.logging.Audit;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes two customers one. The one who goes stays as a row, so that his address leads to the other
 * ever after. His visitors are the other's, verified or not as they were; his open room is folded
 * into the other's, or becomes it when there is none. Done twice, it is done once. Not thread-safe.
 */
final class CustomerMerge {

  private static final Logger LOG = LoggerFactory.getLogger(CustomerMerge.class);

  private final Mending mending;

  CustomerMerge(Mending mending) {
    this.mending = mending;
  }

  /**
   * Fails with {@link Failure#NOT_FOUND} when one of them is no customer of the domain; an {@link
   * InvalidFieldException} says that the one who is to go is another one's already, or is he whom
   * the other was merged into.
   */
  Future<CustomersMerged> merge(MergeCustomers request) {
    return mending
        .run(
            request.domainId(),
            connection ->
                customers(connection, request)
                    .compose(into -> merge(connection, into, request.from())))
        .onSuccess(
            done ->
                LOG.info(
                    Audit.MARKER,
                    "Customer {} is merged into {}",
                    request.from(),
                    done.customerId()));
  }

  /** Who stays: the other one, or whom he was merged into himself. */
  private static Future<UUID> customers(PgConnection connection, MergeCustomers request) {
    Tuple both = Tuple.of(request.domainId(), request.into(), request.from());
    return Mending.all(connection, IdentityQueries.LOCK_CUSTOMERS, both)
        .map(rows -> into(rows, request));
  }

  private static UUID into(RowSet<Row> rows, MergeCustomers request) {
    Map<UUID, Optional<UUID>> merged = new HashMap<>();
    rows.forEach(
        row -> merged.put(row.getUUID("id"), Optional.ofNullable(row.getUUID("merged_into"))));
    if (merged.size() < 2) {
      throw Failure.NOT_FOUND.because("no such customer");
    }
    UUID into = merged.get(request.into()).orElse(request.into());
    if (into.equals(request.from())) {
      throw new InvalidFieldException("from", "must not be whom the other was merged into");
    }
    if (!merged.get(request.from()).orElse(into).equals(into)) {
      throw new InvalidFieldException("from", "must not be merged into another one already");
    }
    return into;
  }

  /**
   * Most is changed while others go on, who see it as it was until the end, and the rest while they
   * wait: so they wait no longer for one with a hundred thousand visitors, and anybody can see to
   * it that there are, since each who types an address is one.
   */
  private Future<CustomersMerged> merge(PgConnection connection, UUID into, UUID from) {
    Tuple both = Tuple.of(into, from);
    return ahead(connection, into, from)
        .compose(
            early ->
                mending
                    .lock(connection, IdentityQueries.IDENTITIES)
                    .compose(
                        locked -> Mending.all(connection, IdentityQueries.LEAD_ADDRESSES, both))
                    .compose(led -> Mending.change(connection, IdentityQueries.BIND_VISITORS, both))
                    .compose(
                        late ->
                            openRooms(connection, into, from)
                                .compose(rooms -> joinRooms(connection, rooms, into, from))
                                .map(room -> new CustomersMerged(into, room, early + late))));
  }

  /** Visitors before rooms, each by key, as turns lock them. How many visitors it were. */
  private Future<Integer> ahead(PgConnection connection, UUID into, UUID from) {
    return mending
        .changeAll(connection, IdentityQueries.VISITORS, from, IdentityQueries.BIND_SOME, into)
        .compose(
            visitors ->
                openRooms(connection, into, from)
                    .compose(
                        rooms ->
                            rooms.areTwo()
                                ? mending.changeAll(
                                    connection,
                                    IdentityQueries.PARTS,
                                    rooms.goes().get(),
                                    IdentityQueries.FOLD_SOME,
                                    rooms.stays().get())
                                : Future.succeededFuture())
                    .map(folded -> visitors));
  }

  /** The open rooms of him who stays and of him who goes. */
  private record OpenRooms(Optional<UUID> stays, Optional<UUID> goes) {

    boolean areTwo() {
      return stays.isPresent() && goes.isPresent();
    }
  }

  private static Future<OpenRooms> openRooms(PgConnection connection, UUID into, UUID from) {
    return Mending.all(connection, IdentityQueries.OPEN_ROOMS, Tuple.of(into, from))
        .map(
            open -> {
              Map<UUID, UUID> rooms = new HashMap<>();
              open.forEach(row -> rooms.put(row.getUUID("customer_id"), row.getUUID("id")));
              return new OpenRooms(
                  Optional.ofNullable(rooms.get(into)), Optional.ofNullable(rooms.get(from)));
            });
  }

  private static Future<Optional<UUID>> joinRooms(
      PgConnection connection, OpenRooms rooms, UUID into, UUID from) {
    Future<?> folded =
        rooms.areTwo()
            ? Mending.all(
                connection,
                IdentityQueries.FOLD_ROOM,
                Tuple.of(rooms.stays().get(), rooms.goes().get()))
            : Future.succeededFuture();
    return folded
        .compose(
            done -> Mending.all(connection, IdentityQueries.HAND_ROOMS_OVER, Tuple.of(into, from)))
        .map(done -> rooms.stays().or(rooms::goes));
  }
}
