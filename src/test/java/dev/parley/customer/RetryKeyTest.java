package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.ChatEvent;
import dev.parley.bus.Failure;
import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import dev.parley.testing.TcpProxy;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same key from the same visitor is the same turn. */
class RetryKeyTest {

  private static final String ADDRESS = "rishik@gmail.com";
  private static final int ROUNDS = 50;

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
  @DisplayName("sent twice, it is stored once, and known again")
  void twice() {
    TurnOpened first = parley.say("v", "Hello", "key");
    TurnOpened second = parley.say("v", "Hello", "key");

    assertThat(first.repeated()).isFalse();
    assertThat(second)
        .isEqualTo(
            new TurnOpened(
                first.turnId(),
                first.domainId(),
                first.visitorId(),
                first.roomId(),
                first.customerId(),
                Outcome.ANONYMOUS,
                true));
    assertThat(parley.count("chat_message")).isEqualTo(1);
    assertThat(parley.attempts()).as("one round trip, and two when it is known again").isEqualTo(3);
  }

  @Test
  @DisplayName("a repeated turn is no event, and counts as no turn")
  void noEvent() {
    Queue<ChatEvent> events = new ConcurrentLinkedQueue<>();
    parley.bus().listen(Addresses.CHAT_EVENTS, events::add);
    parley.say("v", ADDRESS, "key");
    parley.say("v", ADDRESS, "key");
    TurnOpened other = parley.say("w", "Hello");

    Awaitility.await()
        .until(() -> events.stream().anyMatch(it -> it.turnId().equals(other.turnId())));
    assertThat(events).hasSize(3);
    assertThat(parley.turns("created")).isEqualTo(1);
    assertThat(parley.turns("found")).isZero();
    assertThat(parley.repeated()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "a repeated turn tells whom the visitor is taken for by now, and changes nothing of it")
  void knownByNow() {
    TurnOpened anonymous = parley.say("v", "Hello", "1");
    TurnOpened known = parley.say("v", "My email is " + ADDRESS, "2");
    TurnOpened rebound = parley.say("v", "My email is other@example.com", "3");

    TurnOpened first = parley.say("v", "Hello", "1");
    assertThat(first.outcome()).isEqualTo(Outcome.BOUND);
    assertThat(first.customerId()).isEqualTo(rebound.customerId());
    assertThat(first.roomId()).isEqualTo(anonymous.roomId());

    TurnOpened second = parley.say("v", "My email is " + ADDRESS, "2");
    assertThat(second.outcome()).as("it is not his address any more").isEqualTo(Outcome.BOUND);
    assertThat(second.customerId()).isEqualTo(rebound.customerId());
    assertThat(second.turnId()).isEqualTo(known.turnId());

    TurnOpened third = parley.say("v", "My email is other@example.com", "3");
    assertThat(third.outcome()).isEqualTo(Outcome.FOUND);
    assertThat(parley.count("chat_message")).isEqualTo(3);
    assertThat(parley.say("v", "And now?").customerId()).isEqualTo(rebound.customerId());
  }

  @Test
  @DisplayName("a repeated turn opens no room, when the room that it was in is closed by now")
  void closedRoom() {
    TurnOpened first = parley.say("v", "Hello", "key");
    parley.sql("UPDATE chat_room SET closed_at = now()");

    assertThat(parley.say("v", "Hello", "key").roomId()).isEqualTo(first.roomId());
    assertThat(parley.count("chat_room")).isEqualTo(1);
  }

  @Test
  @DisplayName("the same key with another message is refused, and nothing of it is stored")
  void otherMessage() {
    TurnOpened first = parley.say("v", "Hello", "key");

    assertKeyReused(parley.submit("v", "My email is " + ADDRESS, "key"));
    assertKeyReused(parley.submit("v", "hello", "key"));
    assertThat(parley.count("customer")).isZero();
    assertThat(parley.count("chat_room")).isEqualTo(1);
    assertThat(parley.count("chat_message")).isEqualTo(1);
    assertThat(parley.say("v", "Hello", "key").turnId()).isEqualTo(first.turnId());
  }

  @Test
  @DisplayName("a key is its visitor's own, and a message without one is always another")
  void scope() {
    List<TurnOpened> turns =
        List.of(
            parley.say("v", "Hello", "key"),
            parley.say("w", "Hello", "key"),
            parley.say("v", "Hello", "Key"),
            parley.say("v", "Hello"),
            parley.say("v", "Hello"));

    assertThat(turns).noneMatch(TurnOpened::repeated);
    assertThat(parley.count("chat_message")).isEqualTo(5);
  }

  @Test
  @DisplayName("it is known after a restart")
  void restart() {
    TurnOpened before;
    try (CustomerFixture node = parley.anotherNode(CustomerFixture.PATIENT)) {
      before = node.say("v", "Hello", "key");
    }
    try (CustomerFixture node = parley.anotherNode(CustomerFixture.PATIENT)) {
      assertThat(node.say("v", "Hello", "key").turnId()).isEqualTo(before.turnId());
    }
  }

  @Test
  @DisplayName("at the same moment on one node: one is stored, the others know it")
  void sameMomentOnOneNode() {
    for (int round = 0; round < ROUNDS; round++) {
      String visitor = "v" + round;
      List<Future<TurnOpened>> copies =
          IntStream.range(0, 4).mapToObj(i -> parley.submit(visitor, "Hello", "key")).toList();
      assertOne(copies);
    }
    assertThat(parley.count("chat_message")).isEqualTo(ROUNDS);
  }

  @Test
  @DisplayName("at the same moment on two nodes, from visitors who were there: one is stored")
  void sameMomentKnownVisitor() {
    try (CustomerFixture node = parley.anotherNode(CustomerFixture.PATIENT)) {
      for (int round = 0; round < ROUNDS; round++) {
        String visitor = "v" + round % 5;
        String key = "key" + round;
        parley.say(visitor, "First");
        assertOne(
            List.of(parley.submit(visitor, "Hello", key), node.submit(visitor, "Hello", key)));
      }
    }
    assertThat(parley.count("chat_message")).isEqualTo(2 * ROUNDS);
  }

  @Test
  @DisplayName(
      "at the same moment on two nodes, from new visitors, with new addresses: one is stored")
  void sameMomentNewVisitor() {
    try (CustomerFixture node = parley.anotherNode(CustomerFixture.PATIENT)) {
      for (int round = 0; round < ROUNDS; round++) {
        String message = "My email is c" + round + "@example.com";
        assertOne(
            List.of(
                parley.submit("v" + round, message, "key"),
                node.submit("v" + round, message, "key")));
      }
    }
    assertThat(parley.count("chat_message")).isEqualTo(ROUNDS);
    assertThat(parley.count("visitor")).isEqualTo(ROUNDS);
    assertThat(parley.count("customer")).isEqualTo(ROUNDS);
    assertThat(parley.count("chat_room")).isEqualTo(ROUNDS);
  }

  @Test
  @DisplayName("many copies at the same moment on two nodes, in any order: one of each is stored")
  void manyCopies() {
    try (CustomerFixture node = parley.anotherNode(CustomerFixture.PATIENT)) {
      List<String> visitors = IntStream.range(0, 60).mapToObj(i -> "v" + i).toList();
      visitors.forEach(visitor -> parley.say(visitor, "First"));
      List<Future<TurnOpened>> forth =
          visitors.stream().map(visitor -> parley.submit(visitor, "Hello", "key")).toList();
      List<Future<TurnOpened>> back =
          IntStream.range(0, 60)
              .mapToObj(i -> node.submit(visitors.get(59 - i), "Hello", "key"))
              .toList();
      for (int i = 0; i < 60; i++) {
        assertOne(List.of(forth.get(i), back.get(59 - i)));
      }
    }
    assertThat(parley.count("chat_message")).isEqualTo(120);
  }

  @Test
  @DisplayName(
      "a copy that is still under way elsewhere is waited for, and known in a new statement")
  void copyUnderWay() {
    TurnOpened earlier = parley.say("v", "First");
    UUID copy = new Ids().create();
    PgConnection foreign =
        parley.foreign(
            """
            INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status, message_key)
            VALUES ('%1$s', '%2$s', '%3$s', '%4$s', '%1$s', 'user', 'Hello', 'complete', 'key')
            """
                .formatted(copy, CustomerFixture.DOMAIN, earlier.roomId(), earlier.visitorId()));
    Future<TurnOpened> turn = parley.submit("v", "Hello", "key");
    Awaitility.await()
        .until(() -> parley.count("pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
    await(foreign.query("COMMIT").execute());

    assertThat(await(turn).turnId()).isEqualTo(copy);
    assertThat(await(turn).repeated()).isTrue();
    assertThat(parley.attempts()).isEqualTo(3);
    await(foreign.close());
  }

  @Test
  @DisplayName("a connection lost at COMMIT: the turn is stored once, and not repeated")
  void lostCommit() {
    try (TcpProxy proxy =
            TcpProxy.before(parley.connectOptions().getHost(), parley.connectOptions().getPort());
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      node.say("warm", "Hello");
      proxy.dropReplyTo(ADDRESS);
      TurnOpened turn = node.say("v", "My email is " + ADDRESS, "key");

      assertThat(turn.repeated()).isFalse();
      assertThat(turn.outcome()).isEqualTo(Outcome.CREATED);
      assertThat(node.attempts()).isEqualTo(3);
      assertThat(parley.count("chat_message WHERE message_key = 'key'")).isEqualTo(1);
      assertThat(node.say("v", "My email is " + ADDRESS, "key").repeated()).isTrue();
    }
  }

  private static void assertOne(List<Future<TurnOpened>> copies) {
    List<TurnOpened> turns = copies.stream().map(copy -> await(copy)).toList();
    assertThat(turns.stream().map(TurnOpened::turnId).distinct()).hasSize(1);
    assertThat(turns.stream().filter(turn -> !turn.repeated())).hasSize(1);
    assertThat(Stream.of(turns.get(0).roomId()))
        .containsAll(turns.stream().map(TurnOpened::roomId).toList());
  }

  private static void assertKeyReused(Future<TurnOpened> turn) {
    assertThatThrownBy(() -> await(turn))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.KEY_REUSED));
  }
}
