package dev.parley.database;

import dev.parley.settings.DatabaseSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The way to the database: one pool that all verticles of the process share, and how a verticle
 * that keeps connections of its own connects. Thread-safe.
 */
public final class Database {

  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(1);
  private static final String CHECK = "SELECT 1";
  private static final int CACHED_STATEMENTS = 256;

  /** Beyond it a statement is parsed anew each time; the client's default is 2,048. */
  private static final int CACHED_STATEMENT_CHARS = 16_384;

  private final PgConnectOptions session;
  private final Pool pool;

  private Database(PgConnectOptions session, Pool pool) {
    this.session = session;
    this.pool = pool;
  }

  /** Opens the pool; its connections open when they are needed. */
  public static Database open(Vertx vertx, DatabaseUrl url, DatabaseSettings settings) {
    PgConnectOptions session =
        url.connectOptions()
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(CACHED_STATEMENTS)
            .setPreparedStatementCacheSqlLimit(CACHED_STATEMENT_CHARS);
    int timeoutMillis = Math.toIntExact(settings.connectTimeout().toMillis());
    Pool pool =
        PgBuilder.pool()
            .connectingTo(session)
            .with(poolOptions(settings, timeoutMillis))
            .with(new NetClientOptions().setConnectTimeout(timeoutMillis))
            .using(vertx)
            .build();
    return new Database(session, pool);
  }

  /** The pool, for everything but turns. */
  public Pool pool() {
    return pool;
  }

  /** For a connection of one's own; a copy. */
  public PgConnectOptions session() {
    return new PgConnectOptions(session);
  }

  /** Whether the database answers, within a second. */
  public Future<Void> check() {
    return pool.query(CHECK)
        .execute()
        .timeout(CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .mapEmpty();
  }

  /** Closes the pool and its connections. */
  public Future<Void> close() {
    return pool.close();
  }

  private static PoolOptions poolOptions(DatabaseSettings settings, int timeoutMillis) {
    return new PoolOptions()
        .setName("parley")
        .setShared(true)
        .setMaxSize(settings.poolSize())
        .setMaxWaitQueueSize(settings.poolQueueSize())
        .setConnectionTimeout(timeoutMillis)
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
  }
}
