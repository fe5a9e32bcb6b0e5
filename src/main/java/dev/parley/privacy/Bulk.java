package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a transaction does to many rows of a tenant: in pieces, so that no statement takes long.
 * Thread-safe as the connection is.
 */
record Bulk(SqlConnection connection, UUID domainId) {

  /**
   * Completes with the number of rows.
   *
   * @param sql takes the tenant and ids
   */
  Future<Long> inPieces(String sql, List<UUID> ids) {
    return Pieces.of(
        ids,
        some ->
            execute(sql, Tuple.of(domainId).addArrayOfUUID(array(some)))
                .map(rows -> (long) rows.rowCount()));
  }

  /** Deletes rooms in which nothing is said: what was folded before what it was folded into. */
  Future<Long> deleteRooms(List<UUID> rooms) {
    return Rounds.<Long>until(
            () ->
                inPieces(ErasureQueries.DELETE_ROOMS_WITHOUT_PARTS, rooms)
                    .map(gone -> Optional.of(gone).filter(none -> none == 0)))
        .compose(over -> inPieces(ErasureQueries.DELETE_ROOMS, rooms))
        .map((long) rooms.size());
  }

  Future<RowSet<Row>> execute(String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters);
  }
}
