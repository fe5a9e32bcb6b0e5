package dev.parley.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.function.UnaryOperator;

/**
 * How a verticle opens connections of its own: to the server that serves now, where there are
 * several. Immutable, thread-safe.
 */
public final class Connector {

  /** What opens them. */
  interface Opener {
    Future<PgConnection> open(Vertx vertx, PgConnectOptions session);
  }

  private final PgConnectOptions session;
  private final Opener opener;

  Connector(PgConnectOptions session, Opener opener) {
    this.session = session;
    this.opener = opener;
  }

  /** To the only server that there is. */
  public static Connector to(PgConnectOptions session) {
    return new Connector(session, PgConnection::connect);
  }

  /**
   * To the same place, with other settings.
   *
   * @param change is given a copy
   */
  public Connector with(UnaryOperator<PgConnectOptions> change) {
    return new Connector(change.apply(new PgConnectOptions(session)), opener);
  }

  /** A new connection, which whoever asked for it closes. */
  public Future<PgConnection> connect(Vertx vertx) {
    return opener.open(vertx, session);
  }

  /** What is told to the server at the start of a session; a copy. */
  PgConnectOptions session() {
    return new PgConnectOptions(session);
  }
}
