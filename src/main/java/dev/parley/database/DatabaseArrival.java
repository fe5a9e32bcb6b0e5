package dev.parley.database;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.Causes;
import dev.parley.bus.Pauses;
import dev.parley.bus.Rounds;
import dev.parley.bus.ShuttingDown;
import dev.parley.settings.StartException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until a database that is away is there, so that the order in which an operator starts
 * things does not matter. What waiting does not mend, such as a wrong password, ends the start at
 * once.
 */
public final class DatabaseArrival {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseArrival.class);

  private static final Pauses PAUSES = new Pauses(Duration.ofMillis(200), Duration.ofSeconds(5));
  private static final long TOLD_EVERY = Duration.ofMinutes(1).toNanos();
  private static final int OLDEST_VERSION = 15;

  /** Whether it keeps what visitors write, as they write it. */
  private static final String NATURE =
      """
      SELECT current_setting('server_encoding') AS encoding,
             string_agg(name, ', ' ORDER BY name) AS off
      FROM pg_settings
      WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
      """;

  private final Vertx vertx;
  private final DatabaseUrl url;
  private final LongSupplier clock;
  private final Promise<Void> down = Promise.promise();
  private int pauses;
  private long tellAgain;

  /** Of that database. */
  public DatabaseArrival(Vertx vertx, DatabaseUrl url) {
    this(vertx, url, System::nanoTime);
  }

  /**
   * On another clock, for tests.
   *
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  DatabaseArrival(Vertx vertx, DatabaseUrl url, LongSupplier clock) {
    this.vertx = vertx;
    this.url = url;
    this.clock = clock;
  }

  /**
   * Completes when it is there; fails with a {@link StartException} when it never will be, or when
   * Parley goes down meanwhile.
   */
  public Future<Void> await() {
    MessageConsumer<ShuttingDown> farewell =
        new Bus(vertx).listen(Addresses.SHUTTING_DOWN, it -> down.tryComplete());
    return Rounds.until(this::look).<Void>mapEmpty().onComplete(over -> farewell.unregister());
  }

  private Future<Optional<Boolean>> look() {
    if (down.future().isComplete()) {
      return Future.failedFuture(new StartException("Parley goes down, and its database is away."));
    }
    return vertx
        .executeBlocking(this::hindrance, false)
        .compose(
            hindrance ->
                hindrance.map(this::pause).orElse(Future.succeededFuture(Optional.of(true))));
  }

  private Future<Optional<Boolean>> pause(String hindrance) {
    long now = clock.getAsLong();
    if (pauses == 0 || now - tellAgain >= 0) {
      tellAgain = now + TOLD_EVERY;
      LOG.warn("The database {} is away: {}. Parley is waiting for it", url, hindrance);
    }
    long millis = PAUSES.after(pauses).toMillis();
    pauses++;
    Future<Void> elapsed = vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
    return Future.any(elapsed, down.future()).map(either -> Optional.empty());
  }

  /** Why it is away; empty when it is there. */
  private Optional<String> hindrance() {
    Tls.checkRootCertificate(url);
    try (Connection connection = url.openJdbc()) {
      check(connection);
      return Optional.empty();
    } catch (SQLException e) {
      if (Tls.isMissing(url, e)) {
        // Without its cause, which looks like one of a database that is away.
        throw new StartException(
            "The database %s does not speak TLS, but DATABASE_URL has sslmode=%s."
                .formatted(url, url.sslMode().value));
      }
      if (passes(e.getSQLState())) {
        return Optional.of(inWords(e));
      }
      throw new StartException("The database " + url + " refuses us: " + e.getMessage(), e);
    }
  }

  private void check(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST_VERSION) {
      throw new StartException(
          "The database " + url + " is PostgreSQL " + version + "; Parley needs 15 or newer.");
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NATURE)) {
      row.next();
      String encoding = row.getString("encoding");
      if (!encoding.equals("UTF8")) {
        throw new StartException(
            "The database " + url + " has the encoding " + encoding + "; Parley needs UTF8.");
      }
      String off = row.getString("off");
      if (off != null) {
        LOG.warn(
            "The database {} may lose what is acknowledged, when it or its machine fails; off: {}",
            url,
            off);
      }
    }
  }

  /** What the driver says, and what began it: of a name that nobody knows, only that tells. */
  private static String inWords(SQLException e) {
    Throwable root = Causes.root(e);
    if (root == e) {
      return oneLine(e);
    }
    String cause =
        root instanceof UnknownHostException ? "unknown host " + oneLine(root) : oneLine(root);
    return oneLine(e) + " (" + cause + ")";
  }

  private static String oneLine(Throwable e) {
    String text = Optional.ofNullable(e.getMessage()).orElseGet(() -> e.getClass().getSimpleName());
    return text.strip().replaceAll("\\s+", " ").replaceFirst("\\.$", "");
  }

  /**
   * No connection, too many of them, or a server that starts or goes down; but not one whose
   * protocol is another one (08P01), as a pooler's that knows less.
   */
  static boolean passes(String sqlState) {
    String state = String.valueOf(sqlState);
    return (state.startsWith("08") && !state.equals("08P01"))
        || state.equals("53300")
        || state.startsWith("57P");
  }
}
