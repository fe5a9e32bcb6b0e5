package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import dev.parley.testing.TcpProxy;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The id that a process is known by, and what becomes of what it leaves when it dies. */
class NodeTest {

  /** A dead node is seen at two looks, 2 s apart, that begin every 5 s; and a slow machine. */
  private static final Duration UNTIL_CLOSED = Duration.ofSeconds(25);

  /** The connection that looks after other nodes, when that was the last thing it did. */
  private static final String LOOKS =
      "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
          + " AND query LIKE '%FROM others WHERE pg_try_advisory_xact_lock_shared%'";

  private static final String WAITS_FOR_AN_ANSWER =
      "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
          + " AND query LIKE 'WITH dead AS%'";

  private static final int GONE = 1_000_000;

  private CustomerFixture parley;
  private int first;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start(CustomerFixture.PATIENT);
    first = parley.newestNode();
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  @DisplayName(
      "each process has an id of its own, with a lock, and writes it on the turns it takes")
  void idAndLock() {
    try (CustomerFixture other = parley.anotherNode()) {
      int second = parley.newestNode();
      TurnOpened here = parley.say("v", "Hello");
      TurnOpened there = other.say("w", "Hello");

      assertThat(second).isNotEqualTo(first);
      assertThat(nodeOf(here)).isEqualTo(first);
      assertThat(nodeOf(there)).isEqualTo(second);
      assertThat(parley.count(CustomerFixture.NODE_LOCKS)).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("to close a dead one may take as long as it is waited for")
  void longToClose() {
    parley.sql("CREATE TABLE allowed (seconds integer)");
    parley.sql(
        """
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO allowed
          SELECT extract(epoch FROM current_setting('statement_timeout')::interval);
          RETURN OLD;
        END $$
        """);
    parley.sql("CREATE TRIGGER note BEFORE DELETE ON node FOR EACH ROW EXECUTE FUNCTION note()");
    parley.sql("INSERT INTO node (oldest_open) VALUES ('00000000-0000-0000-0000-000000000000')");
    awaitClosed();

    assertThat(parley.sql("SELECT seconds FROM allowed"))
        .extracting(row -> row.getInteger(0))
        .containsExactly((int) DeadNodes.PATIENCE.toSeconds());
  }

  @Test
  @DisplayName("a clean stop leaves nothing when all is answered, else what the next one closes")
  void cleanStop() {
    CustomerFixture clean = parley.anotherNode();
    await(clean.answer(clean.say("v", "Hello"), "Hello!"));
    clean.close();
    assertThat(nodes()).containsExactly(first);

    CustomerFixture unanswered = parley.anotherNode();
    TurnOpened turn = unanswered.say("v", "Hello");
    unanswered.close();
    assertThat(nodes()).hasSize(2);
    awaitClosed();
    assertThat(parley.stored(turn)).contains("interrupted: ");
  }

  @Test
  @DisplayName("a clean stop leaves the node while an answer of it goes on, also a retried one")
  void stopsWhileOneGoesOn() {
    CustomerFixture node = parley.anotherNode();
    TurnOpened turn = node.say("v", "Hello");
    await(node.answer(turn, "Hel", AnswerStatus.FAILED));
    await(node.claim(turn));
    node.close();

    assertThat(nodes()).hasSize(2);
    awaitClosed();
    assertThat(parley.stored(turn)).contains("interrupted: ");
  }

  @Test
  @DisplayName("it is written down before which turn none is open")
  void oldestOpen() {
    UUID atFirst = oldestOpenOf(first);
    TurnOpened one = parley.say("v", "Hello");
    TurnOpened two = parley.say("w", "Hello");
    assertThat(atFirst).isLessThan(one.turnId());

    Awaitility.await().until(() -> oldestOpenOf(first).equals(one.turnId()));
    await(parley.answer(one, "Hello!"));
    Awaitility.await().until(() -> oldestOpenOf(first).equals(two.turnId()));
    await(parley.answer(two, "Hello!"));
    Awaitility.await().until(() -> oldestOpenOf(first).compareTo(two.turnId()) > 0);
  }

  @Test
  @DisplayName("a turn whose answer is refused for good is not open any more")
  void refusedForGood() {
    TurnOpened turn = parley.say("v", "Hello");
    Awaitility.await().until(() -> oldestOpenOf(first).equals(turn.turnId()));
    parley.sql("DELETE FROM chat_message WHERE id = $1", turn.turnId());
    parley.sql("DELETE FROM chat_room WHERE id = $1", turn.roomId());

    assertThatThrownBy(() -> await(parley.answer(turn, "Nobody will read this")))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
    Awaitility.await().until(() -> oldestOpenOf(first).compareTo(turn.turnId()) > 0);
  }

  @Test
  @DisplayName("a process whose connection was cut by the server has the same id and lock again")
  void reconnects() {
    parley.cutNodes();
    assertThat(nodeOf(parley.say("v", "meanwhile"))).isEqualTo(first);
    Awaitility.await().until(() -> parley.count(CustomerFixture.NODE_LOCKS) == 1);
    assertThat(nodes()).containsExactly(first);
    assertThat(nodeOf(parley.say("v", "afterwards"))).isEqualTo(first);
  }

  @Test
  @DisplayName("a neighbour whose lock is free at one look and held at the next is not closed")
  void neighbourComesBack() {
    String start = now();
    parley.sql("INSERT INTO node (oldest_open) VALUES ('00000000-0000-0000-0000-000000000000')");
    int neighbour = parley.newestNode();
    TurnOpened turn = parley.say("v", "Hello");
    parley.sql("UPDATE chat_message SET node_id = $1", neighbour);
    awaitLookAfter(start);
    PgConnection back = parley.foreign(lockOf(neighbour));
    awaitLookAfter(now());
    awaitLookAfter(now());

    assertThat(nodes()).containsExactly(first, neighbour);
    assertThat(parley.stored(turn)).isEmpty();
    await(back.close());
    awaitClosed();
    assertThat(parley.stored(turn)).contains("interrupted: ");
  }

  private String now() {
    return parley.sql("SELECT clock_timestamp()::text").get(0).getString(0);
  }

  private void awaitLookAfter(String time) {
    Awaitility.await()
        .atMost(UNTIL_CLOSED)
        .until(
            () -> parley.count(LOOKS + " AND state = 'idle' AND query_start > '" + time + "'") > 0);
  }

  private static String lockOf(int node) {
    return SqlQueries.LOCK_NEW_NODE.replace("$1", Integer.toString(node));
  }

  @Test
  @DisplayName("a process that died: its answers are interrupted, with the text that was kept")
  void dies() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      TurnOpened answered = node.say("u", "Hello");
      await(node.answer(answered, "Hello!"));
      TurnOpened failed = node.say("v", "Hello");
      await(node.answer(failed, "Hel", AnswerStatus.FAILED));
      TurnOpened begun = node.say("w", "Hello");
      node.grow(begun, "Half of");
      parley.awaitStored(begun, "streaming: Half of");
      TurnOpened unanswered = node.say("x", "Hello");
      TurnOpened neighbours = parley.say("y", "Hello");
      parley.grow(neighbours, "Hel");
      parley.awaitStored(neighbours, "streaming: Hel");
      TurnOpened notBegun = parley.say("z", "Hello");

      proxy.set(TcpProxy.Mode.CUT);
      awaitClosed();
      assertThat(parley.stored(answered)).contains("complete: Hello!");
      assertThat(parley.stored(failed)).contains("failed: Hel");
      assertThat(parley.stored(begun)).contains("interrupted: Half of");
      assertThat(parley.stored(unanswered)).contains("interrupted: ");
      assertThat(parley.stored(neighbours)).contains("streaming: Hel");
      assertThat(parley.stored(notBegun)).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "a process that was taken for dead goes on with a new id, and its answers are stored")
  void comesBack() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      int before = parley.newestNode();
      TurnOpened turn = node.say("v", "Hello");
      proxy.set(TcpProxy.Mode.CUT);
      awaitClosed();
      proxy.set(TcpProxy.Mode.OPEN);
      Awaitility.await().until(() -> nodes().size() == 2);
      await(node.answer(turn, "Hello!"));

      assertThat(parley.newestNode()).isGreaterThan(before);
      assertThat(parley.stored(turn)).contains("complete: Hello!");
      Awaitility.await().until(() -> nodeOf(node.say("v", "Again")) == parley.newestNode());
    }
  }

  /** As a process writes that was taken for dead and does not know yet. */
  private void bearId(int id, TurnOpened turn) {
    parley.sql("UPDATE chat_message SET node_id = $1 WHERE turn_id = $2", id, turn.turnId());
  }

  @Test
  @DisplayName("what a process wrote after it was taken for dead, it goes on with")
  void goesOnWithWhatItWrote() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      int before = parley.newestNode();
      proxy.set(TcpProxy.Mode.CUT);
      awaitClosed();
      proxy.set(TcpProxy.Mode.OPEN);
      Awaitility.await().until(() -> nodes().size() == 2);
      Awaitility.await().until(() -> nodeOf(node.say("u", "Again")) == parley.newestNode());
      TurnOpened ends = node.say("v", "Hello");
      TurnOpened grows = node.say("w", "Hello");
      for (TurnOpened turn : List.of(ends, grows)) {
        node.grow(turn, "Hel");
        parley.awaitStored(turn, "streaming: Hel");
        bearId(before, turn);
      }

      await(node.answer(ends, "Hello!"));
      node.grow(grows, "Hello");

      assertThat(parley.stored(ends)).contains("complete: Hello!");
      parley.awaitStored(grows, "streaming: Hello");
    }
  }

  @Test
  @DisplayName("what a process wrote after it was taken for dead is closed when it dies after all")
  void diesAfterAll() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      TurnOpened begun = node.say("v", "Hello");
      node.grow(begun, "Hel");
      parley.awaitStored(begun, "streaming: Hel");
      TurnOpened unanswered = node.say("w", "Hello");
      bearId(GONE, begun);
      bearId(GONE, unanswered);
      TurnOpened neighbours = parley.say("y", "Hello");
      parley.grow(neighbours, "Hel");
      parley.awaitStored(neighbours, "streaming: Hel");

      proxy.set(TcpProxy.Mode.CUT);
      awaitClosed();
      assertThat(parley.stored(begun)).contains("interrupted: Hel");
      assertThat(parley.stored(unanswered)).contains("interrupted: ");
      assertThat(parley.stored(neighbours)).contains("streaming: Hel");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("an answer that a living process takes over meanwhile is not closed with a dead one")
  void takenOverMeanwhile(boolean byNewcomer) {
    TurnOpened turn = parley.say("v", "Hello");
    parley.grow(turn, "Hel");
    parley.awaitStored(turn, "streaming: Hel");
    bearId(GONE, turn);
    PgConnection living = parley.foreign();
    int its = byNewcomer ? newNode(living) : first;
    await(living.query(claim(turn, its)).execute());
    parley.sql("INSERT INTO node (oldest_open) VALUES ('00000000-0000-0000-0000-000000000000')");
    int dead = parley.newestNode();
    Awaitility.await().atMost(UNTIL_CLOSED).until(() -> parley.count(WAITS_FOR_AN_ANSWER) > 0);
    await(living.query("COMMIT").execute());

    Awaitility.await().atMost(UNTIL_CLOSED).until(() -> !nodes().contains(dead));
    assertThat(parley.stored(turn)).contains("streaming: ");
    await(living.close());
  }

  /** One whose row nobody else sees yet, with its lock. */
  private static int newNode(PgConnection living) {
    String make = SqlQueries.MAKE_NODE.replace("$1", "'00000000-0000-0000-0000-000000000000'");
    int id = await(living.query(make).execute()).iterator().next().getInteger("id");
    await(living.query(lockOf(id)).execute());
    return id;
  }

  private static String claim(TurnOpened turn, int node) {
    return SqlQueries.CLAIM_ANSWER
        .replace("$1", "'" + turn.turnId() + "'")
        .replace("$2", "'" + Ids.next(turn.turnId()) + "'")
        .replace("$3", Integer.toString(node));
  }

  @Test
  @DisplayName("whoever has the database for itself closes what was left before it has started")
  void alone() {
    parley.sql("INSERT INTO node (oldest_open) VALUES ('00000000-0000-0000-0000-000000000000')");
    int dead = parley.newestNode();
    TurnOpened turn = parley.say("v", "Hello");
    TurnOpened begun = parley.say("w", "Hello");
    parley.grow(begun, "Hel");
    parley.awaitStored(begun, "streaming: Hel");
    TurnOpened neighbours = parley.say("x", "Hello");
    parley.sql(
        "UPDATE chat_message SET node_id = $1 WHERE turn_id IN ($2, $3)",
        dead,
        turn.turnId(),
        begun.turnId());

    try (CustomerFixture alone = parley.nodeAlone()) {
      assertThat(nodes()).doesNotContain(dead).contains(first);
      assertThat(alone.stored(turn)).contains("interrupted: ");
      assertThat(alone.stored(begun)).contains("interrupted: Hel");
      assertThat(alone.stored(neighbours)).isEmpty();
    }
  }

  @Test
  @DisplayName("many processes that close the same dead one at the same moment do it once")
  void manyClose() {
    parley.sql("INSERT INTO node (oldest_open) VALUES ('00000000-0000-0000-0000-000000000000')");
    TurnOpened turn = parley.say("v", "Hello");
    parley.sql("UPDATE chat_message SET node_id = $1", parley.newestNode());
    try (CustomerFixture second = parley.anotherNode();
        CustomerFixture third = parley.anotherNode()) {
      assertThat(second.newestNode()).isEqualTo(third.newestNode());
      Awaitility.await().atMost(UNTIL_CLOSED).until(() -> nodes().size() == 3);
    }
    assertThat(parley.stored(turn)).contains("interrupted: ");
    assertThat(nodes()).containsExactly(first);
  }

  private void awaitClosed() {
    Awaitility.await()
        .atMost(UNTIL_CLOSED)
        .untilAsserted(() -> assertThat(nodes()).containsExactly(first));
  }

  private List<Integer> nodes() {
    return parley.sql("SELECT id FROM node ORDER BY id").stream()
        .map((Row row) -> row.getInteger(0))
        .toList();
  }

  private UUID oldestOpenOf(int node) {
    return parley.sql("SELECT oldest_open FROM node WHERE id = $1", node).get(0).getUUID(0);
  }

  private int nodeOf(TurnOpened turn) {
    return parley
        .sql("SELECT node_id FROM chat_message WHERE id = $1", turn.turnId())
        .get(0)
        .getInteger(0);
  }

  private TcpProxy proxy() {
    return TcpProxy.before(parley.connectOptions().getHost(), parley.connectOptions().getPort());
  }
}
