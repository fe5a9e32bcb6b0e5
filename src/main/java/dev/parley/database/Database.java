package dev.parley.database;

import dev.parley.settings.DatabaseSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the database: one pool that all verticles of the process share, and how a verticle
 * that keeps connections of its own connects. A statement that takes too long is broken off, and a
 * connection from which nothing comes any more is closed, so that neither occupies the pool for
 * ever. Thread-safe.
 */
public final class Database {

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(1);
  private static final String END_THIS_SESSION = "SELECT pg_terminate_backend(pg_backend_pid())";
  private static final int CACHED_STATEMENTS = 256;

  /** Beyond it a statement is parsed anew each time; the client's default is 2,048. */
  private static final int CACHED_STATEMENT_CHARS = 16_384;

  /**
   * How long the pool waits.
   *
   * @param queue for a connection that is free, when all are in use
   * @param statement for a statement, before the server breaks it off
   * @param unused before a connection that nobody uses is closed
   * @param silence for a word of the server, before a connection is given up as dead. More than the
   *     other two together, so that a connection that lives is never closed while it is used
   */
  record Patience(Duration queue, Duration statement, Duration unused, Duration silence) {

    static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(6),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15));

    /** Of whoever looks each second, and is not to wait for a connection that is dead. */
    static final Patience LOOKING =
        new Patience(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1500),
            Duration.ofSeconds(3));
  }

  private final Connector connector;
  private final Pool pool;
  private final Intake intake = new Intake();

  /** One connection apart, so that whoever looks does not wait behind those who have much to do. */
  private final Pool looking;

  private Database(Connector connector, Pool pool, Pool looking) {
    this.connector = connector;
    this.pool = pool;
    this.looking = looking;
  }

  /** Opens the pool; its connections open when they are needed. */
  public static Database open(Vertx vertx, DatabaseUrl url, DatabaseSettings settings) {
    return open(vertx, url, settings, Patience.USUAL);
  }

  static Database open(Vertx vertx, DatabaseUrl url, DatabaseSettings settings, Patience patience) {
    PgConnectOptions session =
        url.connectOptions()
            .addProperty("jit", "off") // none takes as long as it would take to compile
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(CACHED_STATEMENTS)
            .setPreparedStatementCacheSqlLimit(CACHED_STATEMENT_CHARS);
    Optional<Servers> servers =
        Optional.of(url)
            .filter(DatabaseUrl::isChoosy)
            .map(several -> new Servers(several.servers(), several.target()));
    TunedDriver driver = new TunedDriver(servers);
    Pools pools = new Pools(vertx, driver, session, settings);
    return new Database(
        Connector.by(driver, settings.connectTimeout(), session),
        pools.open("parley", settings.poolSize(), patience),
        pools.open("parley-looking", 1, Patience.LOOKING));
  }

  /** What the pools have in common. */
  private record Pools(
      Vertx vertx, TunedDriver driver, PgConnectOptions session, DatabaseSettings settings) {

    /**
     * Opens one.
     *
     * @param name by which it is shared
     */
    Pool open(String name, int size, Patience patience) {
      PgConnectOptions bounded = bounded(session, patience);
      return driver.createPool(
          vertx,
          () -> Future.succeededFuture(bounded),
          options(size, patience).setName(name),
          pooled(Connector.tcp(settings.connectTimeout()), patience),
          null);
    }

    private PoolOptions options(int size, Patience patience) {
      return new PoolOptions()
          .setShared(true)
          .setMaxSize(size)
          .setMaxWaitQueueSize(settings.poolQueueSize())
          .setIdleTimeout(millis(patience.unused()))
          .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
          .setConnectionTimeout(millis(patience.queue()))
          .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
    }
  }

  /** The pool, for everything but turns. */
  public Pool pool() {
    return pool;
  }

  /** For connections of one's own. */
  public Connector connector() {
    return connector;
  }

  /** What those who write tell each other and {@link #serves}. */
  public Intake intake() {
    return intake;
  }

  /** Whether visitors can be served: {@link #check}, and what is written is stored. */
  public Future<Void> serves() {
    return intake.isStopped()
        ? Future.failedFuture(VertxException.noStackTrace("it stores nothing"))
        : check();
  }

  /**
   * Whether the database answers within a second, and takes what is written; whoever waits for the
   * pool is no hindrance.
   */
  public Future<Void> check() {
    weed();
    return looking
        .withConnection(Database::requireWrites)
        .timeout(CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One of the pool's that only reads would be kept as long as it is used. */
  private void weed() {
    pool.withConnection(Database::requireWrites)
        .onFailure(cause -> LOG.debug("a connection of the pool is not well", cause));
  }

  /** A session that only reads may do so for good, though a new one would not: so it ends. */
  private static Future<Void> requireWrites(SqlConnection connection) {
    return TargetSession.READ_WRITE
        .check(connection)
        .recover(
            cause ->
                connection
                    .query(END_THIS_SESSION)
                    .execute()
                    .transform(ended -> Future.failedFuture(cause)));
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.join(pool.close(), looking.close()).mapEmpty();
  }

  /**
   * Only the pool's: turns have deadlines of their own. A process that vanishes in the middle of a
   * transaction must not leave its locks behind for hours.
   */
  private static PgConnectOptions bounded(PgConnectOptions session, Patience patience) {
    return new PgConnectOptions(session)
        .addProperty("statement_timeout", patience.statement().toMillis() + "ms")
        .addProperty("idle_in_transaction_session_timeout", patience.silence().toMillis() + "ms");
  }

  /**
   * The read timeout is what finds a half-open connection: TCP_USER_TIMEOUT needs a native
   * transport, and the operating system's own keep-alive begins after two hours.
   */
  private static NetClientOptions pooled(NetClientOptions tcp, Patience patience) {
    return tcp.setReadIdleTimeout(millis(patience.silence()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
