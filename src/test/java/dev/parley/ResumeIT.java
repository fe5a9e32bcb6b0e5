package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TwoProcesses;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Visitors who retry, come back and press stop, at two processes on one database")
class ResumeIT {

  private static final UUID DOMAIN = UUID.fromString("33333333-3333-4333-8333-333333333333");
  private static final int WORDS = 60;
  private static final String TEXT =
      IntStream.range(0, WORDS).mapToObj(i -> "“w" + i + "” 👋🏽").collect(Collectors.joining(" "));

  private static TestDatabase database;
  private static TwoProcesses processes;
  private static ParleyProcess parley;
  private static ParleyProcess other;
  private static ChatClient visitors;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    database.execute(
        "INSERT INTO domain (id, name, bot, fixed_text) VALUES ('%s', 'a', 'fixed', '%s')"
            .formatted(DOMAIN, TEXT));
    processes = new TwoProcesses(database, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "40"));
    parley = processes.one();
    other = processes.other();
    visitors = new ChatClient();
  }

  @AfterAll
  static void stop() throws Exception {
    visitors.close();
    processes.close();
    database.close();
  }

  @ParameterizedTest(name = "at two processes: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("a message sent twice at the same moment is one, and both copies hear its answer")
  void twice(boolean twoProcesses) throws Exception {
    double answers = answers();
    List<Said> said =
        IntStream.range(0, 50)
            .mapToObj(i -> (twoProcesses ? "both-" : "one-") + i)
            .flatMap(
                visitor ->
                    Stream.of(
                        sayOnce(parley, visitor, "key"),
                        sayOnce(twoProcesses ? other : parley, visitor, "key")))
            .toList();

    said.forEach(Said::await);

    assertThat(said).allMatch(Said::finished);
    assertThat(said).allSatisfy(it -> assertThat(it.text()).isEqualTo(TEXT));
    assertThat(said.stream().map(Said::turn).distinct()).hasSize(50);
    assertThat(answers() - answers).isEqualTo(50);
    assertThat(messages(said)).isEqualTo("50 asked, 50 answered");
  }

  @Test
  @DisplayName("a connection that is cut after any chunk goes on where it broke, byte for byte")
  void cutAnywhere() {
    List<Said> cut =
        IntStream.rangeClosed(1, WORDS)
            .mapToObj(chunks -> sayOnce(parley, "cut-" + chunks, "key").cutAfter(chunks))
            .toList();
    cut.forEach(Said::await);

    List<Said> rest =
        IntStream.range(0, cut.size())
            .mapToObj(i -> resume(i % 3 == 0 ? other : parley, cut.get(i), "cut-" + (i + 1)))
            .toList();

    rest.forEach(Said::await);
    for (int i = 0; i < cut.size(); i++) {
      assertThat(rest.get(i).finished()).as("the rest of %s", cut.get(i)).isTrue();
      assertThat(cut.get(i).text() + rest.get(i).text()).isEqualTo(TEXT);
    }
    assertThat(messages(cut)).isEqualTo(WORDS + " asked, " + WORDS + " answered");
  }

  @ParameterizedTest(name = "at the process that says it: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("a stop ends the answer where it is, for everybody who hears it, and is kept so")
  void stops(boolean samePlace) {
    String visitor = "stop-" + samePlace;
    Said said = sayOnce(parley, visitor, "key");
    await().until(() -> said.lastId() > 20);
    Said second = resume(parley, said, visitor);

    Said stop = visitors.stop(samePlace ? parley : other, visitor, said.turn()).await();

    assertThat(stop.status()).isEqualTo(204);
    assertThat(said.await().finished()).isTrue();
    assertThat(second.await().finished()).isTrue();
    assertThat(stored(said)).isEqualTo("stopped:" + said.text());
    assertThat(TEXT).startsWith(said.text()).isNotEqualTo(said.text());
    Said replayed = sayOnce(other, visitor, "key").await();
    assertThat(replayed.finished()).isTrue();
    assertThat(replayed.text()).isEqualTo(said.text());
    assertThat(replayed.header("Parley-Replayed")).isEqualTo("true");
    assertThat(visitors.stop(other, visitor, said.turn()).await().status()).isEqualTo(204);
    assertThat(stored(said)).isEqualTo("stopped:" + said.text());
  }

  @Test
  @DisplayName("whoever leaves has not pressed stop: the answer is finished, and said again later")
  void leaves() {
    Said said = sayOnce(parley, "leaver", "key").cutAfter(2).await();

    await().until(() -> stored(said).startsWith("complete:"));
    Said again = sayOnce(other, "leaver", "key").await();

    assertThat(again.text()).isEqualTo(TEXT);
    assertThat(again.header("Parley-Replayed")).isEqualTo("true");
    assertThat(again.turn()).isEqualTo(said.turn());
  }

  @Test
  @DisplayName("a stranger finds nothing: neither to hear, nor to stop")
  void stranger() {
    Said said = sayOnce(parley, "owner", "key");
    await().until(() -> said.lastId() > 0);

    Said heard = resume(parley, said, "stranger").await();
    Said nothing = visitors.resume(parley, "stranger", UUID.randomUUID().toString(), 0).await();
    Said stopped = visitors.stop(parley, "stranger", said.turn()).await();

    assertThat(heard.status()).isEqualTo(404);
    assertThat(heard.answer()).isEqualTo(nothing.answer());
    assertThat(stopped.status()).isEqualTo(404);
    assertThat(said.await().text()).isEqualTo(TEXT);
  }

  private static Said sayOnce(ParleyProcess server, String visitor, String messageId) {
    return visitors.sayOnce(server, DOMAIN, visitor, "Hello from " + visitor, messageId);
  }

  private static Said resume(ParleyProcess server, Said said, String visitor) {
    return visitors.resume(server, visitor, said.turn(), said.lastId());
  }

  private static double answers() throws Exception {
    return parley.metric("parley_answers_total{") + other.metric("parley_answers_total{");
  }

  private static String stored(Said said) {
    return database.queryText(
        """
        SELECT coalesce(max(status || ':' || body), 'nothing') FROM chat_message
        WHERE role = 'assistant' AND turn_id = '%s'
        """
            .formatted(said.turn()));
  }

  private static String messages(List<Said> said) {
    String turns =
        said.stream().map(Said::turn).distinct().collect(Collectors.joining("','", "'", "'"));
    return database.queryText(
        """
        SELECT count(*) FILTER (WHERE role = 'user') || ' asked, '
               || count(*) FILTER (WHERE role = 'assistant' AND status = 'complete') || ' answered'
        FROM chat_message
        WHERE visitor_id IN (SELECT visitor_id FROM chat_message WHERE turn_id IN (%s))
        """
            .formatted(turns));
  }
}
