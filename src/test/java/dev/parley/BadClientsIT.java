package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.BadClients;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import dev.parley.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Thousands of bad clients at once, on a small heap, with more connections than there are places.
 */
@DisplayName("Bad clients")
class BadClientsIT {

  private static final int STALLED = 1_000;

  /** So many of them ask together: it is not the asking that shall be hard. */
  private static final int AT_ONCE = 50;

  private static final int IDLE = 2_000;
  private static final int SLOW = 200;
  private static final int PLACES = 3_500;
  private static final int FLOOD = 3_000;
  private static final int GOOD = 50;

  /** Above what it takes without any of them; a leak of 100 KB for each would be 600 MB. */
  private static final long MOST_RESIDENT_MB = 600;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final UUID LONG = UUID.randomUUID();
  private static final UUID BRIEF = UUID.randomUUID();

  private static TestDatabase database;
  private static ParleyHome home;
  private static ParleyProcess parley;
  private static ChatClient visitors;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    createDomain(LONG, "All there is to say. ".repeat(500));
    createDomain(BRIEF, "Hello, how can we help you?");
    home = ParleyHome.create();
    parley =
        ParleyProcess.launch(
                home,
                Map.of(
                    "DATABASE_URL",
                    database.url(),
                    "PARLEY_BOT_WORDS_PER_SECOND",
                    "0",
                    "PARLEY_HTTP_REQUEST_TIMEOUT",
                    "3s",
                    "PARLEY_LIMITS_MAX_CONNECTIONS",
                    Integer.toString(PLACES)),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError")
            .awaitReady();
    visitors = new ChatClient();
  }

  private static void createDomain(UUID id, String text) {
    database.execute(
        "INSERT INTO domain (id, name, bot, fixed_text) VALUES ('%s', 'talk', 'fixed', '%s')"
            .formatted(id, text));
  }

  @AfterAll
  static void stop() throws Exception {
    visitors.close();
    parley.close();
    home.close();
    database.close();
  }

  @Test
  @DisplayName("of every kind, all at once, take nothing from the good ones, and are forgotten")
  void allAtOnce() throws Exception {
    try (BadClients bad = new BadClients(parley.port())) {
      for (int there = AT_ONCE; there <= STALLED; there += AT_ONCE) {
        int stored = there;
        bad.stalledReaders(AT_ONCE, LONG);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(answersTo(LONG)).isEqualTo(stored));
      }
      assertServes("stalled readers");
      bad.idle(IDLE);
      assertServes("idle connections");
      bad.slowHeads(SLOW);
      bad.slowBodies(SLOW, BRIEF);
      bad.oneByteChunks(SLOW, BRIEF);
      assertServes("slow requests");
      bad.flood(FLOOD);
      assertServes("a flood");
      assertThat(ended("made_room")).isPositive();
      await().atMost(PATIENCE).until(() -> ended("late") >= SLOW);
      assertThat(resident()).isLessThan(MOST_RESIDENT_MB);
    }
    await().atMost(PATIENCE).until(() -> open() == 0);
    assertServes("nobody");
    assertThat(parley.output()).noneMatch(line -> line.contains(" ERROR "));
  }

  /** Each on a connection of its own. */
  private static void assertServes(String beside) {
    List<Said> good =
        IntStream.range(0, GOOD)
            .mapToObj(i -> visitors.say(parley, BRIEF, "good-" + i, "Hello " + i))
            .toList();
    good.forEach(Said::await);
    assertThat(good).as("beside " + beside).allMatch(Said::finished);
  }

  private static int answersTo(UUID domain) {
    return Integer.parseInt(
        database.queryText(
            """
            SELECT count(*) FROM chat_message
            WHERE domain_id = '%s' AND role = 'assistant' AND status = 'complete'
            """
                .formatted(domain)));
  }

  private static double ended(String why) throws Exception {
    return parley.metric(
        "parley_http_connections_ended_total{side=\"visitors\",why=\"" + why + "\"");
  }

  private static double open() throws Exception {
    return parley.metric("parley_http_connections_open{side=\"visitors\"");
  }

  private static long resident() throws Exception {
    return parley.residentBytes() >> 20;
  }
}
