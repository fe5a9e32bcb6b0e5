package dev.parley.database;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.DatabaseSettings;
import dev.parley.testing.TcpProxy;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pool")
class DatabaseTest {

  private static final DatabaseSettings ONE_CONNECTION =
      new DatabaseSettings("", 1, 100, Duration.ofSeconds(1));

  private static final Database.Patience SHORT =
      new Database.Patience(
          Duration.ofSeconds(6),
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofSeconds(1));

  private static TestDatabase database;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  @AfterEach
  void end() {
    await(vertx.close());
  }

  @Test
  @DisplayName("has no statement compiled, whatever it seems to cost")
  void compilesNothing() {
    Database pool = Database.open(vertx, database.databaseUrl(), ONE_CONNECTION);

    assertThat(await(pool.pool().query("SHOW jit").execute()).iterator().next().getString(0))
        .isEqualTo("off");
  }

  @Test
  @DisplayName("has a statement that takes too long broken off, and serves the next one")
  void breaksOffLongStatements() {
    Database pool = Database.open(vertx, database.databaseUrl(), ONE_CONNECTION, SHORT);

    assertThatThrownBy(() -> await(pool.pool().query("SELECT pg_sleep(20)").execute()))
        .hasMessageContaining("57014");
    await(pool.check());
  }

  @Test
  @DisplayName("is not well where nothing can be written, and is again by itself where it can")
  void readOnly() {
    Database pool = Database.open(vertx, database.databaseUrl(), ONE_CONNECTION);
    awaitWell(pool);
    setReadOnly("on");
    Awaitility.await()
        .untilAsserted(
            () -> assertThatThrownBy(() -> await(pool.check())).hasMessageContaining("no writes"));
    setReadOnly("off");

    Awaitility.await()
        .ignoreExceptionsMatching(stillReads -> stillReads.getMessage().contains("25006"))
        .until(
            () -> {
              await(pool.check());
              await(pool.pool().query("CREATE TABLE IF NOT EXISTS written ()").execute());
              return true;
            });
  }

  @Test
  @DisplayName("is well also while all of its connections are in use")
  void busy() {
    Database pool = Database.open(vertx, database.databaseUrl(), ONE_CONNECTION);
    SqlConnection used = await(pool.pool().getConnection());
    Future<SqlConnection> next = pool.pool().getConnection();

    await(pool.check());

    assertThat(next.isComplete()).isFalse();
    await(used.close());
    await(await(next).close());
  }

  /** Who is connected stays as he is; so that he sees it, he is cut when it begins. */
  private static void setReadOnly(String isReadOnly) {
    database.operate(
        "ALTER DATABASE %s SET default_transaction_read_only = %s"
            .formatted(database.databaseUrl().database(), isReadOnly));
    if (isReadOnly.equals("on")) {
      database.cut();
    }
  }

  @Test
  @DisplayName("leaves the turns' own connections without that bound")
  void boundsThePoolAlone() {
    Database pool = Database.open(vertx, database.databaseUrl(), ONE_CONNECTION);

    assertThat(pool.connector().session().getProperties()).doesNotContainKey("statement_timeout");
  }

  @Test
  @DisplayName("leaves nothing behind of a connection that does not open, of its own or another's")
  void abandonsNothing() {
    DatabaseUrl url = database.databaseUrl();
    try (TcpProxy proxy = TcpProxy.before(url.host(), url.port())) {
      proxy.set(TcpProxy.Mode.SILENT);
      DatabaseUrl behindProxy =
          DatabaseUrl.loopback(proxy.port(), url.user(), url.password(), url.database());
      Database silent = Database.open(vertx, behindProxy, ONE_CONNECTION, SHORT);
      assertThatThrownBy(() -> await(silent.connector().connect(vertx)));
      assertThatThrownBy(() -> await(silent.pool().query("SELECT 1").execute()));
      Awaitility.await().until(() -> proxy.connections() == 0);
    }
  }

  @Test
  @DisplayName("gives up a connection from which nothing comes any more, and opens another one")
  void givesUpDeadConnections() {
    DatabaseUrl url = database.databaseUrl();
    try (TcpProxy proxy = TcpProxy.before(url.host(), url.port())) {
      DatabaseUrl behindProxy =
          DatabaseUrl.loopback(proxy.port(), url.user(), url.password(), url.database());
      Database pool = Database.open(vertx, behindProxy, ONE_CONNECTION, SHORT);
      await(pool.pool().query("SELECT 1").execute());
      proxy.set(TcpProxy.Mode.SILENT);
      assertThatThrownBy(() -> await(pool.pool().query("SELECT 1").execute()))
          .hasMessageContaining("connection");

      proxy.set(TcpProxy.Mode.OPEN);
      // The query fails a moment before the pool lets go of its connection.
      awaitWell(pool);
    }
  }

  @Test
  @DisplayName(
      "goes past a server that says nothing or is gone, and stays with the one that serves")
  void severalServers() {
    DatabaseUrl url = database.databaseUrl();
    try (TcpProxy first = TcpProxy.before(url.host(), url.port());
        TcpProxy second = TcpProxy.before(url.host(), url.port())) {
      DatabaseUrl both =
          DatabaseUrl.parse(
              url.toUrl()
                  .replaceFirst(
                      "@[^/]+/",
                      "@127.0.0.1:%d,127.0.0.1:%d/".formatted(first.port(), second.port())));
      Database pool = Database.open(vertx, both, ONE_CONNECTION, SHORT);
      PgConnection toFirst = await(pool.connector().connect(vertx));
      Promise<Void> lost = Promise.promise();
      toFirst.closeHandler(lost::complete);
      first.set(TcpProxy.Mode.SILENT);

      PgConnection toSecond = await(pool.connector().connect(vertx));
      await(lost.future());
      first.set(TcpProxy.Mode.OPEN);
      second.set(TcpProxy.Mode.CUT);
      await(pool.check());
      assertThatThrownBy(() -> await(toSecond.query("SELECT 1").execute()))
          .hasMessageContaining("onnection");
    }
  }

  private static void awaitWell(Database pool) {
    Awaitility.await().ignoreExceptions().until(() -> await(pool.check().map(true)));
  }
}
