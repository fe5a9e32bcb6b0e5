package dev.parley.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;

/**
 * Opens connections to that of several servers which will do. Each new connection is asked before
 * it is used, which costs a round trip. Thread-safe.
 */
final class ChoosingFactory extends PatientFactory {

  private final Servers servers;

  /**
   * @param patience with each of the servers
   */
  ChoosingFactory(TunedVertx vertx, Servers servers, Duration patience) {
    super(vertx, patience);
    this.servers = servers;
  }

  /** To one of the servers, whichever the options name. */
  @Override
  public Future<SqlConnection> connect(Context context, PgConnectOptions options) {
    return new ServerRace<>(
            context,
            ServerRace.HEAD_START,
            servers.inOrder(),
            server -> inTime(open(context, options, server)),
            PatientFactory::abort)
        .run()
        .map(
            won -> {
              servers.served(won.server(), Channels.of(won.connection()));
              return won.connection();
            });
  }

  private Future<SqlConnection> open(
      Context context, PgConnectOptions options, ServerAddress server) {
    PgConnectOptions there =
        new PgConnectOptions(options).setHost(server.host()).setPort(server.port());
    return super.connect(context, there)
        .compose(connection -> checked(connection).onFailure(cause -> abort(connection)));
  }

  private Future<SqlConnection> checked(SqlConnection connection) {
    return servers.target().check(connection).map(connection);
  }
}
