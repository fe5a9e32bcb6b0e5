package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.Await;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("A JDBC connection")
class JdbcSourceTest {

  private static TestDatabase database;

  /** Its connections are taken by the kernel, and nobody ever reads what they say. */
  private ServerSocket frozen;

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  @BeforeEach
  void freeze() throws IOException {
    frozen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void end() throws IOException {
    frozen.close();
  }

  @Test
  @DisplayName("to a server that is frozen fails, as one to a server that is away")
  void frozen() {
    JdbcSource source = source(Duration.ofSeconds(1));
    source.setPortNumbers(new int[] {frozen.getLocalPort()});
    assertThatThrownBy(source::getConnection)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
  }

  @Test
  @DisplayName("is opened to the second server when the first one is frozen, from the start on")
  void second() {
    DatabaseUrl live = database.databaseUrl();
    String places = "127.0.0.1:" + frozen.getLocalPort() + "," + live.host() + ":" + live.port();
    DatabaseUrl both =
        DatabaseUrl.parse(
            live.toUrl()
                .replace(live.host() + ":" + live.port(), places)
                .concat("&target_session_attrs=read-write"));
    Vertx vertx = Vertx.vertx();
    try {
      Await.await(new DatabaseArrival(vertx, both).await());
      Await.await(new Migrations(both).run(vertx));
    } finally {
      Await.await(vertx.close());
    }
  }

  @Test
  @DisplayName("once open, waits for a statement as long as it takes")
  void patient() throws SQLException {
    try (Connection connection = source(Duration.ofSeconds(1)).getConnection();
        Statement statement = connection.createStatement();
        ResultSet slept = statement.executeQuery("SELECT 1 FROM pg_sleep(1.5)")) {
      assertThat(slept.next()).isTrue();
    }
  }

  private static JdbcSource source(Duration patience) {
    DatabaseUrl url = database.databaseUrl();
    JdbcSource source = new JdbcSource(patience);
    source.setServerNames(new String[] {url.host()});
    source.setPortNumbers(new int[] {url.port()});
    source.setDatabaseName(url.database());
    source.setUser(url.user());
    source.setPassword(url.password());
    return source;
  }
}
