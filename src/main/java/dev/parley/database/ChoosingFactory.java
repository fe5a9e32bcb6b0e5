package dev.parley.database;

import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections to that of several servers which will do. Each new connection is asked before
 * it is used, which costs a round trip. Thread-safe.
 */
final class ChoosingFactory extends PgConnectionFactory {

  private final Servers servers;
  private final Duration patience;

  /**
   * @param patience with each of the servers
   */
  ChoosingFactory(VertxInternal vertx, Servers servers, Duration patience) {
    super(vertx);
    this.servers = servers;
    this.patience = patience;
  }

  /** To one of the servers, whichever the options name. */
  @Override
  public Future<SqlConnection> connect(Context context, PgConnectOptions options) {
    return new ServerRace<>(
            context,
            ServerRace.HEAD_START,
            servers.inOrder(),
            server -> patient(open(context, options, server)),
            SqlConnection::close)
        .run()
        .map(
            won -> {
              servers.served(won.server(), channel(won.connection()));
              return won.connection();
            });
  }

  /** What comes too late is closed. */
  private Future<SqlConnection> patient(Future<SqlConnection> opening) {
    return opening
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> opening.onSuccess(SqlConnection::close));
  }

  private Future<SqlConnection> open(
      Context context, PgConnectOptions options, ServerAddress server) {
    PgConnectOptions there =
        new PgConnectOptions(options).setHost(server.host()).setPort(server.port());
    return super.connect(context, there)
        .compose(connection -> checked(connection).onFailure(cause -> connection.close()));
  }

  private Future<SqlConnection> checked(SqlConnection connection) {
    return servers.target().check(connection).map(connection);
  }

  private static Channel channel(SqlConnection connection) {
    SocketConnectionBase socket =
        (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap();
    return socket.socket().channelHandlerContext().channel();
  }
}
