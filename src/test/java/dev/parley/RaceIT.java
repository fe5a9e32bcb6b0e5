package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TwoProcesses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("First messages that come at once")
class RaceIT {

  private static final int MESSAGES = 200;
  private static final int MOST_ROUNDS = 10;

  private static TestDatabase database;
  private static TwoProcesses processes;
  private static ParleyProcess parley;
  private static ParleyProcess other;
  private static ChatClient visitors;

  private final UUID domain = UUID.randomUUID();

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    processes = new TwoProcesses(database, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "0"));
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

  @ParameterizedTest(name = "of {0}")
  @ValueSource(ints = {1, 20})
  @DisplayName("make one customer and one room for each address, and none is lost")
  void oneProcess(int addresses) {
    createDomain();

    List<Said> said =
        IntStream.range(0, MESSAGES)
            .mapToObj(i -> introduce(parley, "visitor-" + i, "a" + i % addresses))
            .toList();

    assertAllServed(said);
    assertAllStored(said);
    assertOneCustomerAndRoomEach(addresses);
  }

  @Test
  @DisplayName("at two processes on one database race across them, and still make one of each")
  void twoProcesses() throws Exception {
    createDomain();
    double created = turns("created");
    double raced = turns("raced");
    List<Said> said = new ArrayList<>();
    int addresses = 0;

    // In a round each process gets an address once, so only the other process can win a race.
    for (int round = 0; turns("raced") == raced; round++) {
      assertThat(round).as("rounds without a race").isLessThan(MOST_ROUNDS);
      List<Said> both = introduceToBoth(addresses, addresses + MESSAGES / 2);
      assertAllServed(both);
      said.addAll(both);
      addresses += MESSAGES / 2;
    }

    assertThat(turns("created") - created).isEqualTo(addresses);
    assertAllStored(said);
    assertOneCustomerAndRoomEach(addresses);
  }

  private List<Said> introduceToBoth(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                Stream.of(
                    introduce(parley, "here-" + i, "a" + i),
                    introduce(other, "there-" + i, "a" + i)))
        .flatMap(both -> both)
        .toList();
  }

  private Said introduce(ParleyProcess server, String visitor, String name) {
    String message = "I am %s, my email is %s@example.com".formatted(visitor, name);
    return visitors.say(server, domain, visitor, message);
  }

  private static void assertAllServed(List<Said> said) {
    said.forEach(Said::await);
    assertThat(said).allMatch(Said::finished);
  }

  /** Each message is stored once, and so is a whole answer to it. */
  private void assertAllStored(List<Said> said) {
    String answered =
        database.queryText(
            """
            SELECT string_agg(q.body, '|' ORDER BY q.body COLLATE "C") FROM chat_message q
            JOIN chat_message a
              ON a.turn_id = q.turn_id AND a.role = 'assistant' AND a.status = 'complete'
            WHERE q.role = 'user' AND q.domain_id = '%s'
            """
                .formatted(domain));
    assertThat(answered.split("\\|"))
        .containsExactlyElementsOf(said.stream().map(Said::message).sorted().toList());
  }

  private void assertOneCustomerAndRoomEach(int addresses) {
    String ofDomain = " WHERE domain_id = '" + domain + "'";
    assertThat(count("customer" + ofDomain)).isEqualTo(addresses);
    assertThat(count("chat_room" + ofDomain)).isEqualTo(addresses);
  }

  private void createDomain() {
    database.execute(
        "INSERT INTO domain (id, name, bot) VALUES ('%s', 'race', 'fixed')".formatted(domain));
  }

  private static double turns(String outcome) throws Exception {
    String metric = "parley_turns_total{outcome=\"" + outcome + "\"}";
    return parley.metric(metric) + other.metric(metric);
  }

  private static int count(String rows) {
    return Integer.parseInt(database.queryText("SELECT count(*) FROM " + rows));
  }
}
