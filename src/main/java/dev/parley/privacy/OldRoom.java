package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How a room goes: first what was said in it, some at a time; then, in one transaction, the room
 * with those that were folded into it, and whoever has nothing else here. Thread-safe.
 */
final class OldRoom {

  private static final int MESSAGES_AT_ONCE = 1_000;

  private final Pool pool;

  /** A room with what was folded into it. */
  private record Parts(UUID domainId, List<UUID> rooms, List<UUID> visitors, List<UUID> customers) {

    static Parts of(UUID domainId, RowSet<Row> rows) {
      Set<UUID> rooms = new LinkedHashSet<>();
      Set<UUID> visitors = new LinkedHashSet<>();
      Set<UUID> customers = new LinkedHashSet<>();
      for (Row row : rows) {
        rooms.add(row.getUUID("id"));
        visitors.add(row.getUUID("visitor_id"));
        customers.add(row.getUUID("customer_id"));
      }
      customers.removeIf(Objects::isNull);
      return new Parts(domainId, List.copyOf(rooms), List.copyOf(visitors), List.copyOf(customers));
    }
  }

  OldRoom(Pool pool) {
    this.pool = pool;
  }

  /**
   * Deletes it, and tells how many rooms went: none when somebody came back to it meanwhile, or
   * holds it, or the tenant keeps its rooms for longer by now.
   *
   * @param days for how long nothing was said there
   * @param pause between two steps
   */
  Future<Long> delete(UUID domainId, UUID room, int days, Supplier<Future<Void>> pause) {
    return pool.preparedQuery(RetentionQueries.OLD_PARTS)
        .execute(Tuple.of(domainId, room, days))
        .compose(
            rows -> {
              Parts parts = Parts.of(domainId, rows);
              return parts.rooms().isEmpty()
                  ? Future.succeededFuture(0L)
                  : empty(parts, days, pause).compose(done -> close(parts, days));
            });
  }

  private Future<Void> empty(Parts parts, int days, Supplier<Future<Void>> pause) {
    Tuple some = Tuple.of(parts.domainId(), array(parts.rooms()), MESSAGES_AT_ONCE, days);
    return Rounds.until(
            () ->
                pool.preparedQuery(RetentionQueries.DELETE_OLD_MESSAGES)
                    .execute(some)
                    .compose(
                        deleted ->
                            deleted.rowCount() < MESSAGES_AT_ONCE
                                ? Future.succeededFuture(Optional.of(deleted))
                                : pause.get().map(over -> Optional.empty())))
        .mapEmpty();
  }

  private Future<Long> close(Parts parts, int days) {
    return Bulk.unlessHeld(pool, parts.domainId(), bulk -> close(bulk, parts, days));
  }

  private static Future<Long> close(Bulk bulk, Parts parts, int days) {
    return bulk.inPieces(ErasureQueries.LOCK_CUSTOMERS, parts.customers())
        .compose(locked -> bulk.inPieces(ErasureQueries.LOCK_VISITORS, parts.visitors()))
        .compose(locked -> bulk.inPieces(ErasureQueries.LOCK_ROOMS, parts.rooms()))
        .compose(
            locked ->
                bulk.execute(
                    RetentionQueries.MAY_GO,
                    Tuple.of(parts.domainId(), array(parts.rooms()), days)))
        .compose(
            rows ->
                rows.iterator().next().getBoolean("may_go")
                    ? delete(bulk, parts)
                    : Future.succeededFuture(0L));
  }

  private static Future<Long> delete(Bulk bulk, Parts parts) {
    return bulk.deleteRooms(parts.rooms())
        .compose(
            gone ->
                Belongings.ids(
                        bulk.client(),
                        RetentionQueries.VISITORS_OF,
                        Tuple.of(
                            parts.domainId(), array(parts.visitors()), array(parts.customers())))
                    .compose(ids -> bulk.inPieces(RetentionQueries.DELETE_LONELY_VISITORS, ids))
                    .compose(
                        done ->
                            bulk.inPieces(
                                RetentionQueries.DELETE_LONELY_CUSTOMERS, parts.customers()))
                    .map(gone));
  }
}
