package dev.parley.customer;

import dev.parley.database.Connector;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, which holds the lock on a node's id as long as it lives, and on which is heard
 * what processes tell each other. Not thread-safe.
 */
final class NodeSession {

  private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

  private final PgConnection connection;
  private final int id;

  private NodeSession(PgConnection connection, int id) {
    this.connection = connection;
    this.id = id;
  }

  /**
   * With an id of its own, which nobody had.
   *
   * @param oldestOpen no turn before it is open
   */
  static Future<NodeSession> open(Vertx vertx, Connector database, UUID oldestOpen) {
    return connect(vertx, database, connection -> make(connection, oldestOpen));
  }

  /**
   * With the id that this process had; with a new one if somebody took it for dead meanwhile. Fails
   * while that id's lock is still held, by the connection that was lost or by somebody who looks.
   */
  static Future<NodeSession> openAgain(Vertx vertx, Connector database, int id, UUID oldestOpen) {
    return connect(vertx, database, connection -> regain(connection, id, oldestOpen));
  }

  /** What makes of a connection a session. */
  private interface Taking {
    Future<Integer> take(PgConnection connection);
  }

  private static Future<NodeSession> connect(Vertx vertx, Connector database, Taking taking) {
    return database
        .with(NodeSession::options)
        .connect(vertx)
        .compose(
            connection ->
                taking
                    .take(connection)
                    .compose(id -> connection.query(SqlQueries.LISTEN_STOP).execute().map(id))
                    .map(id -> new NodeSession(connection, id))
                    .onFailure(cause -> Connector.abort(connection)));
  }

  /** The server is to notice within some 10 s, not 2 hours, that the process's machine is gone. */
  private static PgConnectOptions options(PgConnectOptions session) {
    return session
        .addProperty("tcp_keepalives_idle", "5")
        .addProperty("tcp_keepalives_interval", "2")
        .addProperty("tcp_keepalives_count", "3");
  }

  /** The row is not seen before its lock is held. */
  private static Future<Integer> make(PgConnection connection, UUID oldestOpen) {
    return connection
        .begin()
        .compose(
            transaction ->
                execute(connection, SqlQueries.MAKE_NODE, Tuple.of(oldestOpen))
                    .map(rows -> rows.iterator().next().getInteger("id"))
                    .compose(
                        id -> execute(connection, SqlQueries.LOCK_NEW_NODE, Tuple.of(id)).map(id))
                    .compose(id -> transaction.commit().map(id)));
  }

  /** First the lock, then the row: whoever closes a node holds its lock until the row is gone. */
  private static Future<Integer> regain(PgConnection connection, int id, UUID oldestOpen) {
    return execute(connection, SqlQueries.LOCK_NODE_AGAIN, Tuple.of(id))
        .compose(
            rows ->
                rows.iterator().next().getBoolean("locked")
                    ? execute(connection, SqlQueries.KEEP_NODE, Tuple.of(id, oldestOpen))
                    : Future.failedFuture("the lock on node " + id + " is held"))
        .compose(
            kept ->
                kept.size() > 0
                    ? Future.succeededFuture(id)
                    : execute(connection, SqlQueries.UNLOCK_NODE, Tuple.of(id))
                        .compose(free -> make(connection, oldestOpen)));
  }

  private static Future<RowSet<Row>> execute(PgConnection on, String sql, Tuple parameters) {
    return on.preparedQuery(sql).execute(parameters);
  }

  int id() {
    return id;
  }

  /** Calls the handler with each turn whose answer is to be stopped. */
  void onStop(Handler<String> handler) {
    connection.notificationHandler(notice -> handler.handle(notice.getPayload()));
  }

  void onLost(Runnable handler) {
    connection.exceptionHandler(cause -> LOG.debug("node {}'s connection is lost", id, cause));
    connection.closeHandler(closed -> handler.run());
  }

  /** Writes down before which turn none is open. Fails when the row is gone. */
  Future<Void> keep(UUID oldestOpen) {
    return execute(connection, SqlQueries.KEEP_NODE, Tuple.of(id, oldestOpen))
        .compose(
            rows ->
                rows.size() > 0
                    ? Future.succeededFuture()
                    : Future.failedFuture("node " + id + " was closed"));
  }

  /** There is nothing to be closed after this process. */
  Future<Void> delete() {
    return execute(connection, SqlQueries.DELETE_NODE, Tuple.of(id)).mapEmpty();
  }

  /** Gives the connection up, on which nothing may be heard any more. */
  void abandon() {
    Connector.abort(connection);
  }

  /** Gives the lock back, with the connection. */
  Future<Void> close() {
    return Connector.close(connection);
  }
}
