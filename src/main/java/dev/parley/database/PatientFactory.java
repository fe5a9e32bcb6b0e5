package dev.parley.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Opens each connection within a time, or fails and leaves nothing behind. Thread-safe. */
class PatientFactory extends PgConnectionFactory {

  private final Duration patience;

  /**
   * @param vertx makes net clients that are as patient
   * @param patience until a session is open
   */
  PatientFactory(TunedVertx vertx, Duration patience) {
    super(vertx);
    this.patience = patience;
  }

  @Override
  public Future<SqlConnection> connect(Context context, PgConnectOptions options) {
    Future<SqlConnection> opening =
        super.connect(context, options)
            .onSuccess(open -> ((PatientNetClient) client).opened(Channels.of(open)));
    return inTime(opening);
  }

  /** What comes too late is closed. */
  final Future<SqlConnection> inTime(Future<SqlConnection> opening) {
    return opening
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> opening.onSuccess(PatientFactory::abort));
  }

  static void abort(SqlConnection connection) {
    Channels.abort(Channels.of(connection));
  }
}
