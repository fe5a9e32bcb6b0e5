package dev.parley.testing;

import dev.parley.database.DatabaseUrl;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A fresh database with Parley's schema, for one test class; {@link #close} drops it.
 *
 * <p>It stands on one embedded PostgreSQL for the whole test JVM, or on the server that {@code
 * PARLEY_TEST_DATABASE_URL} (environment, or system property) names, as a superuser.
 */
public final class TestDatabase implements AutoCloseable {

  private static final int POOL_SIZE = 4;

  private final DatabaseUrl server;
  private final DatabaseUrl url;

  private TestDatabase(DatabaseUrl server, DatabaseUrl url) {
    this.server = server;
    this.url = url;
  }

  /** A new one. Blocking: a few 10 ms, the first one in a JVM about two seconds. */
  public static TestDatabase create() {
    return create("TEMPLATE " + TestServer.template());
  }

  /** A new one without a schema. */
  public static TestDatabase createEmpty() {
    return create("");
  }

  private static TestDatabase create(String options) {
    DatabaseUrl server = TestServer.url();
    String name = TestServer.newName();
    execute(server, "CREATE DATABASE " + name + " " + options);
    return new TestDatabase(server, server.withDatabase(name));
  }

  /** {@code postgresql://…}, with the password. */
  public String url() {
    return url.toUrl();
  }

  /** The same, taken apart. */
  public DatabaseUrl databaseUrl() {
    return url;
  }

  /** For a Vert.x pool or connection. */
  public PgConnectOptions connectOptions() {
    return url.connectOptions();
  }

  /** A few connections to it, which end with that Vert.x. */
  public Pool pool(Vertx vertx) {
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(POOL_SIZE))
        .connectingTo(connectOptions())
        .using(vertx)
        .build();
  }

  /** Runs a statement. Blocking. */
  public void execute(String sql) {
    execute(url, sql);
  }

  /** Runs a statement about this database in another one of the same server. Blocking. */
  public void operate(String sql) {
    execute(server, sql);
  }

  /** Cuts every connection to this database. Blocking. */
  public void cut() {
    operate(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(url.database()));
  }

  /** Whether it lets anybody in; if not, who is in is put out. Blocking. */
  public void allowConnections(boolean allowed) {
    operate("ALTER DATABASE %s WITH ALLOW_CONNECTIONS %s".formatted(url.database(), allowed));
    if (!allowed) {
      cut();
    }
  }

  /** The first column of the first row, as text. Blocking. */
  public String queryText(String sql) {
    return queryText(url, sql);
  }

  static String queryText(DatabaseUrl url, String sql) {
    try (Connection connection = url.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    execute(server, "DROP DATABASE IF EXISTS " + url.database() + " WITH (FORCE)");
  }

  static void execute(DatabaseUrl url, String sql) {
    try (Connection connection = url.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
