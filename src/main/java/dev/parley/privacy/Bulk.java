package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.Pieces;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to many rows of a tenant: in pieces, so that no statement takes long. Thread-safe as
 * the client is.
 *
 * @param client the connection of a transaction, or a pool
 */
record Bulk(SqlClient client, UUID domainId) {

  private static final Logger LOG = LoggerFactory.getLogger(Bulk.class);

  /** PostgreSQL's lock_not_available, deadlock_detected, and serialization_failure. */
  private static final Set<String> HELD = Set.of("55P03", "40P01", "40001");

  /**
   * Does something in one transaction that waits for nobody for long. When others are in the way
   * nothing is done, and it completes with 0: there is a next time. Fails for whatever else it
   * does.
   *
   * @param work tells how much it did
   */
  static Future<Long> unlessHeld(Pool pool, UUID domainId, Function<Bulk, Future<Long>> work) {
    return pool.withTransaction(
            connection ->
                connection
                    .query(ErasureQueries.LOCK_TIMEOUT)
                    .execute()
                    .compose(set -> work.apply(new Bulk(connection, domainId))))
        .recover(
            cause -> {
              if (!(cause instanceof PgException refused && HELD.contains(refused.getSqlState()))) {
                return Future.failedFuture(cause);
              }
              LOG.debug("Something stays for now", cause);
              return Future.succeededFuture(0L);
            });
  }

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

  /**
   * Deletes rooms in which nothing is said: what was folded before what it was folded into.
   * Completes with how many there were.
   */
  Future<Long> deleteRooms(List<UUID> rooms) {
    return inPieces(ErasureQueries.DELETE_ROOMS_WITHOUT_PARTS, rooms)
        .compose(
            gone ->
                gone == 0
                    ? inPieces(ErasureQueries.DELETE_ROOMS, rooms)
                    : deleteRooms(rooms).map(further -> gone + further));
  }

  Future<RowSet<Row>> execute(String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters);
  }
}
