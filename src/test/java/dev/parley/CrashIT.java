package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.domain.DemoDomain;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@DisplayName("One home folder, through a crash and a way down")
@TestMethodOrder(OrderAnnotation.class)
class CrashIT {

  private static final int VISITORS = 32;
  private static final int SLOW_VISITORS = 20;
  private static final String TWENTY_WORDS = "word ".repeat(20).strip();

  private static ParleyHome home;
  private static ParleyProcess parley;
  private static ChatClient visitors;

  /** All that was said before the crash. */
  private static final Queue<Said> SAID = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    home = ParleyHome.create();
    visitors = new ChatClient();
    parley = ParleyProcess.start(home, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "0"));
  }

  @AfterAll
  static void stop() throws Exception {
    visitors.close();
    parley.close();
    home.close();
  }

  @Test
  @Order(1)
  @DisplayName(
      "after kill -9 under load it starts by itself, and has all that it acknowledged, once")
  void crash() throws Exception {
    IntStream.range(0, VISITORS).forEach(visitor -> chatter(visitor, 0));
    await().atMost(Duration.ofSeconds(30)).until(() -> count(Said::finished) > 500);

    parley.kill();
    SAID.forEach(Said::await);
    parley = ParleyProcess.start(home, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "5"));

    assertThat(missing(SAID, Said::acknowledged, stored("user"))).isEmpty();
    assertThat(missing(SAID, Said::finished, stored("assistant"))).isEmpty();
    assertThat(stored("user")).doesNotHaveDuplicates();
    assertThat(stored("assistant")).doesNotHaveDuplicates();
  }

  @Test
  @Order(2)
  @DisplayName("a second start on the same data says so in one clear line, and exits 1")
  void secondStart() throws Exception {
    try (ParleyProcess second = ParleyProcess.launch(home, Map.of())) {
      assertThat(second.awaitExit(Duration.ofSeconds(20))).isEqualTo(1);
      await().until(() -> reasons(second).size() > 0);
      assertThat(reasons(second))
          .singleElement()
          .asString()
          .startsWith("Parley already runs on " + home.folder());
    }
  }

  /** All that it said, but for which version it is. */
  private static List<String> reasons(ParleyProcess parley) {
    return parley.output().stream()
        .filter(line -> !line.matches(".* INFO  Main - Parley \\S+ starts.*"))
        .toList();
  }

  @Test
  @Order(3)
  @DisplayName("the conversation goes on after the crash, in the room that it was in")
  void goesOn() throws Exception {
    parley.domain("bot", DemoDomain.ID.toString(), "fixed", TWENTY_WORDS);

    assertThat(say("visitor-0", "Are you there again?").await().finished()).isTrue();

    assertThat(
            home.queryText(
                """
                SELECT count(DISTINCT all_of_his.room_id) FROM chat_message last
                JOIN chat_message all_of_his ON all_of_his.visitor_id = last.visitor_id
                WHERE last.body = 'Are you there again?'
                """))
        .isEqualTo("1");
  }

  @Test
  @Order(4)
  @DisplayName("when its PostgreSQL alone is killed, that is started again, with all that it had")
  void databaseKilled() {
    String before = home.queryText("SELECT count(*) FROM chat_message");
    ProcessHandle killed = home.postgres().orElseThrow();
    killed.destroyForcibly();

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> say("visitor-1", "Is the database back?").await().finished());

    assertThat(home.postgres().orElseThrow()).isNotEqualTo(killed);
    assertThat(home.queryText("SELECT count(*) > " + before + " FROM chat_message")).isEqualTo("t");
    assertThat(parley.output()).anyMatch(line -> line.contains("PostgreSQL has ended; starting"));
  }

  @Test
  @Order(5)
  @DisplayName("SIGTERM lets running answers finish, takes no new turns, and leaves nothing behind")
  void wayDown() throws Exception {
    ProcessHandle postgres = home.postgres().orElseThrow();
    List<Said> slow =
        IntStream.range(0, SLOW_VISITORS).mapToObj(i -> say("slow-" + i, "Slow " + i)).toList();
    await().until(() -> slow.stream().allMatch(Said::acknowledged));

    parley.terminate();
    Said late = await().until(CrashIT::sayLate, it -> it.status() != 200);

    assertThat(late.status()).isEqualTo(503);
    assertThat(late.header("Content-Type")).startsWith("application/problem+json");
    assertThat(late.header("Retry-After")).isNotEmpty();
    assertThat(slow).noneMatch(said -> said.over().isComplete());
    parley.awaitExit(Duration.ofSeconds(15));
    assertThat(slow).allMatch(said -> said.await().finished());
    assertThat(postgres.onExit()).succeedsWithin(Duration.ofSeconds(5));
    assertThat(home.postgres()).isEmpty();
    assertThat(parley.output()).noneMatch(line -> line.contains(" ERROR "));
  }

  @Test
  @Order(6)
  @DisplayName("what was finished on the way down is there at the next start")
  void storedOnTheWayDown() throws Exception {
    parley = ParleyProcess.start(home, Map.of());

    assertThat(
            home.queryText(
                """
                SELECT count(*) FROM chat_message q JOIN chat_message a
                  ON a.turn_id = q.turn_id AND a.role = 'assistant' AND a.status = 'complete'
                WHERE q.body LIKE 'Slow %' AND a.body LIKE 'word % word'
                """))
        .isEqualTo(Integer.toString(SLOW_VISITORS));
  }

  /** Hears only the beginning: until the end of an answer the server may be gone. */
  private static Said sayLate() throws Exception {
    return say("late", "Too late?").begun().await(10, TimeUnit.SECONDS);
  }

  /** One message after the other, until the server is gone. */
  private static void chatter(int visitor, int number) {
    Said said = say("visitor-" + visitor, "Message %d of visitor %d".formatted(number, visitor));
    SAID.add(said);
    said.over()
        .onSuccess(
            over -> {
              if (over.finished()) {
                chatter(visitor, number + 1);
              }
            });
  }

  private static Said say(String visitor, String message) {
    return visitors.say(parley, DemoDomain.ID, visitor, message);
  }

  private static long count(Predicate<Said> what) {
    return SAID.stream().filter(what).count();
  }

  private static List<String> missing(
      Collection<Said> said, Predicate<Said> promised, Collection<String> stored) {
    return said.stream()
        .filter(promised)
        .map(Said::message)
        .filter(message -> !stored.contains(message))
        .toList();
  }

  /** The visitors' messages that are there themselves, or whose whole answers are. */
  private static List<String> stored(String role) {
    UUID domain = DemoDomain.ID;
    String messages =
        home.queryText(
            """
            SELECT string_agg(q.body, '|') FROM chat_message m
            JOIN chat_message q ON q.turn_id = m.turn_id AND q.role = 'user'
            WHERE m.role = '%s' AND m.status = 'complete' AND m.domain_id = '%s'
            """
                .formatted(role, domain));
    return List.of(messages.split("\\|", -1));
  }
}
