package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.parley.database.EmbeddedPostgres;
import dev.parley.settings.SettingsLoader;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Logged;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A database that answers, and stores nothing")
class StoresNothingTest {

  private static final UUID DOMAIN = UUID.randomUUID();
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Commits that no standby confirms. */
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  /** When the last probe was that did not wait itself. */
  private static final String LAST_PROBE =
      """
      SELECT max(query_start)::text FROM pg_stat_activity
      WHERE query LIKE 'UPDATE node SET oldest_open = oldest_open%'
        AND wait_event IS DISTINCT FROM 'SyncRep'
      """;

  private final HttpClient operator = HttpClient.newHttpClient();
  private final ChatClient visitors = new ChatClient();

  private ParleyHome home;
  private EmbeddedPostgres postgres;
  private Parley parley;
  private Logged log;

  @BeforeEach
  void start() throws Exception {
    home = ParleyHome.create();
    postgres = EmbeddedPostgres.start(home.folder(), TestServer.BINARIES);
    Map<String, String> environment =
        Map.of(
            "DATABASE_URL", postgres.url().toUrl(),
            "PARLEY_HOME", home.folder().toString(),
            "PORT", "0",
            "MANAGEMENT_PORT", "0",
            "PARLEY_BOT_WORDS_PER_SECOND", "0");
    parley =
        Parley.start(SettingsLoader.load(home.folder(), environment).settings())
            .await(60, TimeUnit.SECONDS);
    operate("INSERT INTO domain (id, name, bot) VALUES ('%s', 'd', 'fixed')".formatted(DOMAIN));
    log = Logged.news();
  }

  @AfterEach
  void stop() throws Exception {
    log.close();
    operate("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()");
    parley.stop().await(60, TimeUnit.SECONDS);
    visitors.close();
    postgres.close();
    home.close();
  }

  @Test
  @DisplayName("for its standby is away is told, is not ready, and is used again without a visitor")
  void noStandby() throws Exception {
    assertThat(say("Hello")).isEqualTo(200);
    operate("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
    askUntilNotReady();

    assertThat(metrics()).contains("parley_database_up 0.0");
    assertThat(told(Level.WARN))
        .singleElement()
        .asString()
        .contains("cannot store turns", "PostgreSQL does not confirm what is written", "standby");

    String waiting = home.queryText(WAITING);
    Set<String> probes = new HashSet<>();
    await().atMost(LONG).until(() -> probes.add(home.queryText(LAST_PROBE)) && probes.size() > 3);
    assertThat(home.queryText(WAITING)).isEqualTo(waiting); // each leaves nobody behind
    assertThat(readiness()).isEqualTo(503);

    operate("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    await().atMost(LONG).until(() -> readiness() == 200);

    assertThat(say("There you are")).isEqualTo(200);
    assertThat(metrics()).contains("parley_database_up 1.0");
    assertThat(told(Level.WARN)).hasSize(1);
    assertThat(told(Level.INFO)).filteredOn(line -> line.contains("stores turns again")).hasSize(1);
  }

  private void askUntilNotReady() {
    await()
        .atMost(LONG)
        .until(
            () -> {
              say("Anybody?");
              return readiness() == 503;
            });
  }

  @Test
  @DisplayName("is found so also where it takes a session longer than a second to begin")
  void slowSessions() throws Exception {
    assertThat(say("Hello")).isEqualTo(200);
    operate(
        "ALTER SYSTEM SET pre_auth_delay = 1", // seconds, and what else it takes comes on top
        "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
        "SELECT pg_reload_conf()");
    askUntilNotReady();
    assertThat(told(Level.WARN)).anyMatch(line -> line.contains("does not confirm"));

    operate("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    await().atMost(LONG).until(() -> readiness() == 200);
    assertThat(say("There you are")).isEqualTo(200);
  }

  @Test
  @DisplayName("is another matter than a page that cannot be read, whose answer is lost and let go")
  void badPage() throws Exception {
    operate(
        """
        CREATE FUNCTION bad_page() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'invalid page in block 7' USING ERRCODE = 'XX001'; END $$
        """,
        """
        CREATE TRIGGER bad_page BEFORE INSERT OR UPDATE ON chat_message FOR EACH ROW
        WHEN (NEW.role = 'assistant') EXECUTE FUNCTION bad_page()
        """);
    assertThat(say("Hello")).isEqualTo(200);

    await()
        .atMost(LONG)
        .until(() -> told(Level.ERROR).stream().anyMatch(line -> line.contains("is lost")));
    assertThat(told(Level.ERROR)).anyMatch(line -> line.contains("PostgreSQL refuses a row"));
    assertThat(readiness()).isEqualTo(200);
    assertThat(metrics()).contains("parley_answers_running 0.0");
  }

  @Test
  @DisplayName("is another matter than one that is restarted, which is told as being away alone")
  void restarted() {
    ProcessHandle server = home.postgres().orElseThrow();
    server.destroyForcibly();
    server.onExit().join();
    await()
        .atMost(LONG)
        .until(
            () -> {
              say("Is it away?");
              return told(Level.INFO).stream().anyMatch(line -> line.contains("is away"));
            });
    postgres.revive();
    await().atMost(LONG).until(() -> say("Is it back?") == 200);
    await().atMost(LONG).until(() -> readiness() == 200);
    await()
        .atMost(LONG)
        .until(() -> told(Level.INFO).stream().anyMatch(line -> line.contains("is back")));
    assertThat(told(Level.INFO)).noneMatch(line -> line.contains("turns again"));
    assertThat(told(Level.WARN)).noneMatch(line -> line.contains("cannot store"));
  }

  private int say(String message) {
    return visitors.say(parley.port(), DOMAIN, "visitor", message).await().status();
  }

  private int readiness() throws Exception {
    return ask("/health/ready").statusCode();
  }

  private String metrics() throws Exception {
    return ask("/metrics").body();
  }

  private HttpResponse<String> ask(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + parley.managementPort() + path);
    return operator.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** By Parley, at that level or above. */
  private List<String> told(Level least) {
    return log.events().stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(least))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /** Each by itself, and waiting for no standby. */
  private void operate(String... statements) throws SQLException {
    try (Connection connection = postgres.url().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = local");
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
