package dev.parley.database;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * How a verticle opens connections of its own: to the server that serves now, where there are
 * several. Immutable, thread-safe.
 */
public final class Connector {

  private static final Duration CLOSING = Duration.ofSeconds(1);

  /** What opens them. */
  interface Opener {
    Future<PgConnection> open(Vertx vertx, PgConnectOptions session);
  }

  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(2);

  private final PgConnectOptions session;
  private final Duration patience;
  private final Opener opener;

  Connector(PgConnectOptions session, Duration patience, Opener opener) {
    this.session = session;
    this.patience = patience;
    this.opener = opener;
  }

  /** To the only server that there is, with the options for TCP that are usual. */
  public static Connector to(PgConnectOptions session) {
    return by(new TunedDriver(Optional.empty()), USUAL_PATIENCE, session);
  }

  /**
   * How its connections are made.
   *
   * @param patience until one is open
   */
  static NetClientOptions tcp(Duration patience) {
    return new NetClientOptions()
        .setConnectTimeout(Math.toIntExact(patience.toMillis()))
        .setTcpKeepAlive(true);
  }

  /**
   * By that driver.
   *
   * @param patience until a connection is open
   */
  static Connector by(TunedDriver driver, Duration patience, PgConnectOptions session) {
    NetClientOptions tcp = tcp(patience);
    return new Connector(session, patience, (vertx, options) -> open(driver, tcp, vertx, options));
  }

  /** What opens it belongs to the verticle that asks, as the connection does, and ends with it. */
  private static Future<PgConnection> open(
      TunedDriver driver, NetClientOptions tcp, Vertx vertx, PgConnectOptions options) {
    ConnectionFactory<PgConnectOptions> factory = driver.createConnectionFactory(vertx, tcp);
    return factory
        .connect(vertx.getOrCreateContext(), options)
        .onFailure(cause -> factory.close(Promise.promise()))
        .onSuccess(
            open ->
                Channels.of(open)
                    .closeFuture()
                    .addListener(closed -> factory.close(Promise.promise())))
        .map(PgConnection.class::cast);
  }

  /**
   * To the same place, with other settings.
   *
   * @param change is given a copy
   */
  public Connector with(UnaryOperator<PgConnectOptions> change) {
    return new Connector(change.apply(new PgConnectOptions(session)), patience, opener);
  }

  /**
   * How long a connection may take to open, with each of several servers, which are tried one a
   * little after the other.
   */
  public Duration patience() {
    return patience;
  }

  /**
   * A new connection, which whoever asked for it closes. Fails when it does not open in time, and
   * then leaves nothing behind.
   */
  public Future<PgConnection> connect(Vertx vertx) {
    return opener.open(vertx, session);
  }

  /** Closes one on which nothing is heard any more, without a word to the server. */
  public static void abort(PgConnection connection) {
    PatientFactory.abort(connection);
  }

  /** What is told to the server at the start of a session; a copy. */
  PgConnectOptions session() {
    return new PgConnectOptions(session);
  }

  /**
   * Closes a connection in order; one that does not answer, behind whose last statement that would
   * wait for ever, is ended after a second. Never fails.
   */
  public static Future<Void> close(PgConnection connection) {
    return connection
        .close()
        .timeout(CLOSING.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            late -> {
              abort(connection);
              return Future.succeededFuture();
            });
  }
}
