package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.database.DatabaseUrl;
import dev.parley.testing.AdminClient;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import dev.parley.testing.TcpProxy;
import dev.parley.testing.TcpProxy.Mode;
import dev.parley.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A database that is away")
@TestMethodOrder(OrderAnnotation.class)
class DatabaseAwayIT {

  /** Two seconds are promised; the third is for a slow machine. */
  private static final Duration PROMPT = Duration.ofSeconds(3);

  private static final Duration BACK = Duration.ofSeconds(20);

  /** Less than a connection of the pool is waited for that is dead. */
  private static final Duration READY = Duration.ofSeconds(10);

  private static final UUID DOMAIN = UUID.randomUUID();
  private static final String TOKEN = "away";

  /** More than there are event loops, so that each is asked. */
  private static final int SOME = 4;

  private static TestDatabase database;
  private static TcpProxy network;
  private static ParleyHome home;
  private static ParleyProcess parley;
  private static ChatClient visitors;

  @BeforeAll
  static void launch() {
    database = TestDatabase.create();
    database.execute(
        "INSERT INTO domain (id, name, bot) VALUES ('%s', 'away', 'fixed')".formatted(DOMAIN));
    DatabaseUrl url = database.databaseUrl();
    network = TcpProxy.before(url.host(), url.port());
    network.set(Mode.CUT);
    home = ParleyHome.create();
    String throughTheNetwork =
        database.url().replaceFirst("@[^/]+/", "@127.0.0.1:" + network.port() + "/");
    parley =
        ParleyProcess.launch(
            home,
            Map.of(
                "DATABASE_URL",
                throughTheNetwork,
                "PARLEY_BOT_WORDS_PER_SECOND",
                "0",
                "PARLEY_ADMIN_TOKEN",
                TOKEN));
    visitors = new ChatClient();
  }

  @AfterAll
  static void stop() throws Exception {
    visitors.close();
    parley.close();
    network.close();
    home.close();
    database.close();
  }

  @Test
  @Order(1)
  @DisplayName("at the start is waited for")
  void atTheStart() throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> parley.output().stream().anyMatch(line -> line.contains("waiting for it")));
    assertThat(logged("is away: ", 0)).singleElement().asString().contains(" WARN ");
    assertThat(parley.management("/health/live").statusCode()).isEqualTo(200);
    assertThat(parley.management("/health/ready").statusCode()).isEqualTo(503);
    assertThat(parley.management("/admin/domains").statusCode()).isEqualTo(401);

    network.set(Mode.OPEN);

    parley.awaitReady();
    assertThat(parley.management("/health/ready").statusCode()).isEqualTo(200);
    assertThat(say("Are you there?").finished()).isTrue();
  }

  @ParameterizedTest(name = "while the network is {0}")
  @EnumSource(names = {"CUT", "SILENT"})
  @Order(2)
  @DisplayName("gives 503 at once and is not ready, and is used again by itself when it is back")
  void away(Mode mode) throws Exception {
    outdateWhatIsKnown();
    int said = parley.output().size();
    network.set(mode);

    refuse(DOMAIN, "Is it " + mode + "?");
    refuse(UUID.randomUUID(), "Who is away?");
    assertThat(parley.management("/health/ready").statusCode()).isEqualTo(503);
    assertThat(parley.management("/health/live").statusCode()).isEqualTo(200);
    await().atMost(BACK).until(() -> !logged("is away: ", said).isEmpty());
    assertThat(parley.management("/metrics").body()).contains("parley_database_up 0.0");

    network.set(Mode.OPEN);

    String back = "Is it back after " + mode + "?";
    await().atMost(BACK).until(() -> say(back).finished());
    await().atMost(READY).until(() -> parley.management("/health/ready").statusCode() == 200);
    assertThat(
            database.queryText("SELECT count(*) > 0 FROM chat_message WHERE body = '" + back + "'"))
        .isEqualTo("t");
    await().atMost(BACK).until(() -> !logged(" is back, after ", said).isEmpty());
    assertThat(logged("is away: ", said)).singleElement().asString().contains(" WARN ");
    assertThat(parley.management("/metrics").body()).contains("parley_database_up 1.0");
  }

  private static List<String> logged(String part, int from) {
    return parley.output().stream().skip(from).filter(line -> line.contains(part)).toList();
  }

  /** Whoever knows the domain has to ask for it again. */
  private static void outdateWhatIsKnown() {
    AdminClient admin = new AdminClient(parley.managementPort(), TOKEN);
    String greeting = "{\"greeting\":\"Welcome\"}";
    AdminClient.json(admin.send("PATCH", "/admin/domains/" + DOMAIN, greeting), 200);
  }

  /** Some visitors at once are refused at once. */
  private static void refuse(UUID domain, String message) {
    Instant asked = Instant.now();
    List<Said> all =
        Stream.generate(() -> visitors.say(parley, domain, UUID.randomUUID().toString(), message))
            .limit(SOME)
            .toList();
    for (Said refused : all) {
      refused.await();
      assertThat(Duration.between(asked, Instant.now())).isLessThan(PROMPT);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
      assertThat(refused.header("Retry-After")).isNotEmpty();
    }
  }

  private static Said say(String message) {
    return visitors.say(parley, DOMAIN, "visitor", message).await();
  }
}
