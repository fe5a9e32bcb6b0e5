package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Insert, on conflict, refetch: what comes at the same moment, and how many round trips it takes.
 */
class RaceTest {

  private static final String ADDRESS = "rishik@gmail.com";

  private CustomerFixture parley;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start(CustomerFixture.PATIENT);
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  @DisplayName("found and created take one round trip")
  void oneRoundTrip() {
    assertThat(parley.say("first", ADDRESS).outcome()).isEqualTo(Outcome.CREATED);
    assertThat(parley.attempts()).isEqualTo(1);
    assertThat(parley.say("second", ADDRESS).outcome()).isEqualTo(Outcome.FOUND);
    assertThat(parley.attempts()).isEqualTo(2);
    assertThat(parley.say("second", "Hi again").outcome()).isEqualTo(Outcome.BOUND);
    assertThat(parley.attempts()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "raced: the winner is still under way, so the insert waits, gives no row, and is refetched in a new statement")
  void raced() {
    UUID winner = UUID.randomUUID();
    PgConnection foreign = customerUnderWay(winner);
    Future<TurnOpened> turn = parley.submit("loser", "My email is " + ADDRESS);
    awaitBlocked();
    await(foreign.query("COMMIT").execute());

    assertThat(await(turn).outcome()).isEqualTo(Outcome.RACED);
    assertThat(await(turn).customerId()).contains(winner);
    assertThat(parley.count("customer")).isEqualTo(1);
    assertThat(parley.count("chat_message")).isEqualTo(1);
    assertThat(parley.attempts()).isEqualTo(2);
    await(foreign.close());
  }

  @Test
  @DisplayName("a winner that rolls back was none: the insert that waited makes the customer")
  void winnerRollsBack() {
    PgConnection foreign = customerUnderWay(UUID.randomUUID());
    Future<TurnOpened> turn = parley.submit("only", ADDRESS);
    awaitBlocked();
    await(foreign.query("ROLLBACK").execute());

    assertThat(await(turn).outcome()).isEqualTo(Outcome.CREATED);
    assertThat(parley.attempts()).isEqualTo(1);
    await(foreign.close());
  }

  @Test
  @DisplayName(
      "two of one address in a batch: the first creates, the other raced, without a refetch")
  void sameBatch() {
    List<Future<TurnOpened>> two = giveAddressInOneBatch("c", "d");

    assertThat(two)
        .extracting(turn -> turn.result().outcome())
        .containsExactly(Outcome.CREATED, Outcome.RACED);
    assertThat(two)
        .extracting(turn -> turn.result().roomId())
        .containsOnly(two.get(0).result().roomId());
    assertThat(parley.attempts()).isEqualTo(3);
  }

  @Test
  @DisplayName("what waits while the customer is made raced as well; what comes later finds him")
  void whileUnderWay() {
    PgConnection foreign = customerUnderWay(UUID.randomUUID());
    List<Future<TurnOpened>> turns =
        IntStream.range(0, 5).mapToObj(i -> parley.submit("v" + i, ADDRESS)).toList();
    Awaitility.await().until(() -> parley.waiting() == turns.size());
    awaitBlocked();
    await(foreign.query("ROLLBACK").execute());
    await(Future.all(turns));
    await(foreign.close());

    assertThat(turns)
        .extracting(turn -> turn.result().outcome())
        .containsExactly(
            Outcome.CREATED, Outcome.RACED, Outcome.RACED, Outcome.RACED, Outcome.RACED);
    assertThat(parley.say("later", ADDRESS).outcome()).isEqualTo(Outcome.FOUND);
    assertThat(parley.attempts()).as("those that came in one tick went together").isLessThan(4);
  }

  @Test
  @DisplayName(
      "two visitors with anonymous rooms give one new address in a batch: one room is linked, the other folded")
  void sameBatchWithHistory() {
    TurnOpened c = parley.say("c", "Hello");
    TurnOpened d = parley.say("d", "Hello");
    List<Future<TurnOpened>> two = giveAddressInOneBatch("c", "d");

    assertThat(two).extracting(turn -> turn.result().roomId()).containsOnly(c.roomId());
    assertThat(
            parley
                .sql("SELECT folded_into FROM chat_room WHERE id = $1", d.roomId())
                .get(0)
                .getUUID("folded_into"))
        .isEqualTo(c.roomId());
  }

  @Test
  @DisplayName("a visitor who is bound by another node meanwhile is seen again, not overwritten")
  void boundMeanwhile() {
    TurnOpened anonymous = parley.say("v", "Hello");
    TurnOpened other = parley.say("w", "other@example.com");
    PgConnection foreign =
        parley.foreign(
            "UPDATE visitor SET customer_id = '%s' WHERE id = '%s'"
                .formatted(other.customerId().orElseThrow(), anonymous.visitorId()));
    Future<TurnOpened> turn = parley.submit("v", "write to " + ADDRESS);
    awaitBlocked();
    await(foreign.query("COMMIT").execute());

    assertThat(await(turn).customerId()).isEqualTo(other.customerId());
    assertThat(await(turn).roomId()).isEqualTo(other.roomId());
    await(foreign.close());
  }

  @RepeatedTest(3)
  @DisplayName(
      "200 first messages for one address on two nodes: one customer, one room, every message stored")
  void twoNodes() {
    try (CustomerFixture second = parley.anotherNode()) {
      for (int round = 0; round < 10; round++) {
        String address = "race" + round + "@example.com";
        List<Future<TurnOpened>> turns = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          CustomerFixture node = i % 2 == 0 ? parley : second;
          turns.add(node.submit("v" + round + "-" + i, "My email is " + address));
        }
        await(Future.all(turns));
        assertThat(turns.stream().map(turn -> turn.result().roomId()).distinct()).hasSize(1);
        assertThat(turns.stream().filter(turn -> turn.result().outcome() == Outcome.CREATED))
            .hasSize(1);
      }
    }
    assertThat(parley.count("customer")).isEqualTo(10);
    assertThat(parley.count("chat_room")).isEqualTo(10);
    assertThat(parley.count("chat_message")).isEqualTo(2_000);
  }

  @RepeatedTest(3)
  @DisplayName(
      "one new visitor writes to two nodes at once, with and without his address: one visitor, one room in the end")
  void oneVisitorOnTwoNodes() {
    try (CustomerFixture second = parley.anotherNode()) {
      for (int i = 0; i < 50; i++) {
        String visitor = "v" + i;
        await(
            Future.all(
                parley.submit(visitor, "Hello"),
                second.submit(visitor, "I am u" + i + "@example.com")));
        parley.say(visitor, "So?");
      }
    }
    assertThat(parley.count("visitor")).isEqualTo(50);
    assertThat(parley.count("customer")).isEqualTo(50);
    assertThat(parley.count("chat_room WHERE folded_into IS NULL")).isEqualTo(50);
    assertThat(parley.count("chat_message")).isEqualTo(150);
  }

  @Test
  @DisplayName(
      "a visitor's messages are stored in the order in which he sent them, however many at once")
  void order() {
    List<Future<TurnOpened>> turns =
        IntStream.range(0, 100).mapToObj(i -> parley.submit("v", "message " + i)).toList();
    await(Future.all(turns));

    assertThat(parley.sql("SELECT body FROM chat_message ORDER BY id"))
        .extracting(row -> row.getString("body"))
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> "message " + i).toList());
    assertThat(parley.count("chat_room")).isEqualTo(1);
  }

  /** Both lanes are kept busy meanwhile, so that the two wait and go together. */
  private List<Future<TurnOpened>> giveAddressInOneBatch(String one, String other) {
    PgConnection foreign = parley.foreign("LOCK TABLE domain IN ACCESS EXCLUSIVE MODE");
    List<Future<TurnOpened>> busy = new ArrayList<>();
    for (String visitor : List.of("a", "b")) {
      busy.add(parley.submit(visitor, "Hello"));
      awaitBlocked(busy.size());
    }
    List<Future<TurnOpened>> two =
        List.of(parley.submit(one, ADDRESS), parley.submit(other, ADDRESS));
    await(foreign.query("ROLLBACK").execute());
    await(foreign.close());
    await(Future.all(busy));
    await(Future.all(two));
    return two;
  }

  @Test
  @DisplayName(
      "whose own room went, and who is bound by another node, gets no room of his own besides")
  void boundWhileARoomIsMade() {
    TurnOpened owner = parley.say("owner", ADDRESS);
    UUID visitor = visitorWithoutRoom();
    PgConnection binding =
        parley.foreign(
            "UPDATE visitor SET customer_id = '%s' WHERE id = '%s'"
                .formatted(owner.customerId().orElseThrow(), visitor));
    Future<TurnOpened> turn = parley.submit("v", "Hello");
    awaitBlocked();
    await(binding.query("COMMIT").execute());
    await(binding.close());

    assertThat(await(turn).roomId()).isEqualTo(owner.roomId());
    assertThat(parley.count("chat_room")).isEqualTo(1);
  }

  @Test
  @DisplayName("whose room another node makes while he is bound has it folded")
  void roomMadeWhileBound() {
    TurnOpened owner = parley.say("owner", ADDRESS);
    UUID visitor = visitorWithoutRoom();
    PgConnection anonymous =
        parley.foreign(
            "UPDATE visitor SET customer_id = NULL WHERE id = '%s'".formatted(visitor),
            "INSERT INTO chat_room (id, domain_id, visitor_id) VALUES (gen_random_uuid(), '%s', '%s')"
                .formatted(CustomerFixture.DOMAIN, visitor));
    Future<TurnOpened> turn = parley.submit("v", "My email is " + ADDRESS);
    awaitBlocked();
    await(anonymous.query("COMMIT").execute());
    await(anonymous.close());

    assertThat(await(turn).roomId()).isEqualTo(owner.roomId());
    assertThat(parley.count("chat_room WHERE folded_into IS NULL")).isEqualTo(1);
  }

  private UUID visitorWithoutRoom() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.sql("DELETE FROM chat_message WHERE visitor_id = $1", turn.visitorId());
    parley.sql("DELETE FROM chat_room WHERE visitor_id = $1", turn.visitorId());
    return turn.visitorId();
  }

  /** Another transaction that makes the customer, and is not over. */
  private PgConnection customerUnderWay(UUID id) {
    return parley.foreign(
        "INSERT INTO customer (id, domain_id, email, email_typed) VALUES ('%s', '%s', '%s', '%s')"
            .formatted(id, CustomerFixture.DOMAIN, ADDRESS, ADDRESS));
  }

  private void awaitBlocked() {
    awaitBlocked(1);
  }

  private void awaitBlocked(int statements) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                parley.count(
                        "pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND datname = current_database()")
                    >= statements);
  }
}
