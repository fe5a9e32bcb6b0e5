package dev.parley.database;

import static dev.parley.testing.Await.await;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.DatabaseSettings;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.SelfSigned;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By both clients: the pool, and JDBC, by which the schema is migrated. */
@DisplayName("A database that is reached by TLS only, and has a certificate for localhost")
class TlsTest {

  private static final DatabaseSettings SETTINGS =
      new DatabaseSettings("", 1, 100, Duration.ofSeconds(5));

  /** Of this session: what its connection is like. */
  private static final String VERSION =
      "SELECT coalesce(version, 'none') FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

  @TempDir private static Path folder;

  private static ParleyHome home;
  private static EmbeddedPostgres postgres;
  private static SelfSigned own;
  private static SelfSigned strange;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void start() throws Exception {
    home = ParleyHome.create();
    postgres = EmbeddedPostgres.start(home.folder(), PostgresPrograms.UNPACKED);
    own = SelfSigned.make(folder, "localhost");
    strange = SelfSigned.make(folder, "stranger.example");
    Path data = home.folder().resolve("data");
    place(own.certificate(), data.resolve("server.crt"));
    place(own.key(), data.resolve("server.key"));
    // Overwritten, it stays PostgreSQL's own.
    Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all all scram-sha-256\n");
    operate("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()");
    Awaitility.await()
        .ignoreExceptionsInstanceOf(SQLException.class) // until the new settings are read
        .until(() -> byJdbc(url("sslmode=require")).startsWith("TLS"));
  }

  /** As PostgreSQL asks for it: it is its own, and nobody else reads it. */
  private static void place(Path from, Path to) throws IOException {
    Files.copy(from, to);
    Files.setOwner(to, Files.getOwner(to.getParent()));
    Files.setPosixFilePermissions(to, EnumSet.of(OWNER_READ));
  }

  private static void operate(String... statements) throws SQLException {
    try (Connection connection = postgres.url().openJdbc();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
    home.close();
  }

  @AfterEach
  void end() {
    await(vertx.close());
  }

  private static DatabaseUrl url(String query) {
    return url("localhost:" + postgres.url().port(), query);
  }

  private static DatabaseUrl url(String servers, String query) {
    return DatabaseUrl.parse(
        "postgresql://%s:%s@%s/%s?%s"
            .formatted(
                postgres.url().user(),
                postgres.url().password(),
                servers.replace("PORT", "" + postgres.url().port()),
                postgres.url().database(),
                query
                    .replace("OWN", own.certificate().toString())
                    .replace("STRANGE", strange.certificate().toString())));
  }

  private String byPool(DatabaseUrl url) {
    return await(Database.open(vertx, url, SETTINGS).pool().query(VERSION).execute())
        .iterator()
        .next()
        .getString(0);
  }

  private static String byJdbc(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(VERSION)) {
      row.next();
      return row.getString(1);
    }
  }

  @ParameterizedTest
  @DisplayName("is reached encrypted, and checked as sslmode says")
  @CsvSource({
    "127.0.0.1:PORT, sslmode=prefer",
    "127.0.0.1:PORT, sslmode=allow",
    "127.0.0.1:PORT, sslmode=require",
    "127.0.0.1:PORT, sslmode=require&sslrootcert=OWN",
    "127.0.0.1:PORT, sslmode=verify-ca&sslrootcert=OWN",
    "localhost:PORT, sslmode=verify-full&sslrootcert=OWN",
  })
  void reached(String server, String query) throws Exception {
    assertThat(byPool(url(server, query))).startsWith("TLSv1.");
    assertThat(byJdbc(url(server, query))).startsWith("TLSv1.");
  }

  @ParameterizedTest
  @DisplayName("is not reached where it is not encrypted, not trusted, or has another name")
  @CsvSource({
    "localhost:PORT, sslmode=disable",
    "localhost:PORT, sslmode=require&sslrootcert=STRANGE",
    "localhost:PORT, sslmode=verify-ca&sslrootcert=STRANGE",
    "localhost:PORT, sslmode=verify-full&sslrootcert=STRANGE",
    "localhost:PORT, sslmode=verify-full",
    "localhost:PORT, sslmode=verify-ca",
    "127.0.0.1:PORT, sslmode=verify-full&sslrootcert=OWN",
    "'127.0.0.1:PORT,127.0.0.1:PORT', sslmode=verify-full&sslrootcert=OWN",
  })
  void notReached(String server, String query) {
    assertThatThrownBy(() -> byPool(url(server, query))).isNotInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> byJdbc(url(server, query))).isInstanceOf(SQLException.class);
  }

  @ParameterizedTest
  @DisplayName("is asked for the name of that of several servers which is connected to")
  @ValueSource(strings = {"127.0.0.1:PORT,localhost:PORT", "localhost:PORT,127.0.0.1:PORT"})
  void severalNames(String servers) {
    assertThat(byPool(url(servers, "sslmode=verify-full&sslrootcert=OWN"))).startsWith("TLSv1.");
  }

  @Test
  @DisplayName("is migrated, and waited for with the reason why it cannot be reached")
  void reasons() throws Exception {
    new Migrations(url("sslmode=verify-full&sslrootcert=OWN")).run();
    assertThat(
            await(
                Database.open(vertx, url("sslmode=verify-full&sslrootcert=OWN"), SETTINGS).check()))
        .isNull();
    assertThatThrownBy(() -> new Migrations(url("sslmode=verify-full&sslrootcert=STRANGE")).run())
        .hasMessageContaining("certificat");
  }
}
