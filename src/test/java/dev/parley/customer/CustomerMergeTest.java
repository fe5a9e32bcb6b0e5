package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.CustomersMerged;
import dev.parley.bus.Failure;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.MergeCustomers;
import dev.parley.bus.Outcome;
import dev.parley.bus.Proof;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Connector;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two customers become one. */
class CustomerMergeTest {

  /** Who keeps all turns waiting, or waits to. */
  private static final String WHOLE_TABLES =
      """
      pg_locks WHERE mode = 'ShareRowExclusiveLock' AND relation = 'visitor'::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  private static CustomerFixture parley;

  @BeforeAll
  static void start() {
    parley = CustomerFixture.start(CustomerFixture.UNHURRIED);
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @BeforeEach
  void empty() {
    parley.sql("TRUNCATE customer, visitor, chat_room, chat_message");
  }

  @Test
  @DisplayName("the one who goes leads to the one who stays: his address, visitors and rooms")
  void merges() {
    TurnOpened ann = parley.say("a", "My email is ann@example.com");
    parley.say("b", "Hello");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    TurnOpened folded = parley.say("b2", "Hi");
    parley.say("b2", "My email is bob@example.com");

    CustomersMerged done = merge(ann, bob);
    assertThat(done).isEqualTo(new CustomersMerged(id(ann), Optional.of(ann.roomId()), 2));
    TurnOpened stranger = parley.say("new", "Bob@Example.com");
    assertThat(stranger.outcome()).isEqualTo(Outcome.FOUND);
    for (TurnOpened turn :
        List.of(
            stranger,
            parley.say("b", "Again"),
            parley.say("b", "My email is bob@example.com"),
            parley.say("b2", "My email is ann@example.com"))) {
      assertThat(turn.customerId()).isEqualTo(ann.customerId());
      assertThat(turn.roomId()).isEqualTo(ann.roomId());
    }
    assertThat(parley.sql("SELECT id FROM chat_room WHERE folded_into = $1", ann.roomId()))
        .extracting(row -> row.getUUID(0))
        .containsExactlyInAnyOrder(bob.roomId(), folded.roomId());
    assertIsOne(id(ann), id(bob));
  }

  @Test
  @DisplayName("who was verified for either reads all of it, who was not his own visits alone")
  void reads() {
    TurnOpened ann = parley.prove("a", "I am Ann", "ann@example.com");
    parley.say("b", "I am Bob");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    parley.prove("b2", "I am Bob too", "bob@example.com");
    merge(ann, bob);

    List<String> all =
        List.of("I am Bob too", "My email is bob@example.com", "I am Bob", "I am Ann");
    assertThat(contents("a")).isEqualTo(all);
    assertThat(contents("b2")).isEqualTo(all);
    assertThat(contents("b")).isEqualTo(all.subList(1, 3));
    assertThat(parley.prove("b3", "Hello", "bob@example.com").customerId())
        .isEqualTo(ann.customerId());
    assertThat(contents("b3")).hasSize(5);
    assertThat(history("nobody", Optional.of(parley.proof("bob@example.com")))).hasSize(5);
  }

  @Test
  @DisplayName("a customer without an open room gets the other's")
  void takesTheRoom() {
    TurnOpened ann = parley.say("a", "My email is ann@example.com");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    parley.sql("UPDATE chat_room SET closed_at = now() WHERE id = $1", ann.roomId());

    assertThat(merge(ann, bob).roomId()).contains(bob.roomId());
    assertThat(parley.say("a", "Hello").roomId()).isEqualTo(bob.roomId());
    assertIsOne(id(ann), id(bob));
  }

  @Test
  @DisplayName("merged again, it is as it was; no address leads to another one by way of a third")
  void chains() {
    TurnOpened ann = parley.say("a", "My email is ann@example.com");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    TurnOpened zoe = parley.say("z", "My email is zoe@example.com");
    merge(bob, zoe);
    merge(ann, bob);
    assertThat(merge(ann, bob))
        .isEqualTo(new CustomersMerged(id(ann), Optional.of(ann.roomId()), 0));
    assertThat(parley.say("new", "zoe@example.com").customerId()).isEqualTo(ann.customerId());
    assertThat(
            parley.sql("SELECT DISTINCT merged_into FROM customer WHERE merged_into IS NOT NULL"))
        .extracting(row -> row.getUUID(0))
        .containsExactly(id(ann));
    assertThat(
            parley.count(
                "chat_room WHERE folded_into IS NOT NULL AND folded_into <> '%s'"
                    .formatted(ann.roomId())))
        .isZero();

    TurnOpened max = parley.say("m", "My email is max@example.com");
    assertThat(merge(bob, max).customerId()).isEqualTo(id(ann)); // who leads to another one
    assertRefused(ask(id(bob), id(ann)), Failure.INVALID);
    TurnOpened eve = parley.say("e", "My email is eve@example.com");
    assertRefused(ask(id(eve), id(zoe)), Failure.INVALID);
    assertRefused(ask(id(eve), UUID.randomUUID()), Failure.NOT_FOUND);
    assertRefused(
        request(new MergeCustomers(UUID.randomUUID(), id(eve), id(max))), Failure.UNKNOWN_DOMAIN);
    UUID other = UUID.randomUUID();
    parley.createDomain(other);
    assertRefused(request(new MergeCustomers(other, id(eve), id(max))), Failure.NOT_FOUND);
  }

  @Test
  @DisplayName("a turn that is under way is waited for, and what it bound and opened goes along")
  void waits() {
    TurnOpened ann = parley.say("a", "My email is ann@example.com");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    parley.sql("UPDATE chat_room SET closed_at = now() WHERE id = $1", bob.roomId());
    PgConnection underWay =
        parley.foreign(
            """
            WITH made AS (
              INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
              VALUES (gen_random_uuid(), '%1$s', sha256('x'), '%2$s') RETURNING id)
            INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)
            SELECT gen_random_uuid(), '%1$s', '%2$s', '%3$s'
            """
                .formatted(DOMAIN, id(bob), bob.visitorId()));
    Future<CustomersMerged> merge = ask(id(ann), id(bob));
    Awaitility.await().until(() -> parley.count(CustomerFixture.LOOKS_FOR_A_GAP) > 0);
    await(underWay.query("COMMIT").execute());
    await(underWay.close());
    assertThat(await(merge).visitors()).isEqualTo(2);
    assertIsOne(id(ann), id(bob));
  }

  @Test
  @DisplayName("while others hold what is needed for long, it is put off: no turn queues behind it")
  void putOff() {
    TurnOpened ann = parley.say("a", "My email is ann@example.com");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    PgConnection holder =
        parley.foreign(
            "UPDATE visitor SET verified = verified WHERE id = '%s'".formatted(ann.visitorId()));
    Future<CustomersMerged> merge = ask(id(ann), id(bob));
    while (!merge.isComplete()) {
      assertThat(parley.count("pg_locks WHERE NOT granted AND locktype = 'relation'")).isZero();
    }
    assertRefused(merge, Failure.OVERLOADED);
    await(holder.query("ROLLBACK").execute());
    await(holder.close());
    assertThat(parley.say("b", "Hello").customerId()).isEqualTo(bob.customerId());
    assertThat(merge(ann, bob).visitors()).isEqualTo(1);
  }

  @Test
  @DisplayName("what is his goes piece by piece while others go on, and the rest while they wait")
  void many() {
    TurnOpened ann = parley.say("a", "My email is ann@example.com");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    UUID anyone = crowd(bob, 2_500);
    PgConnection holder =
        parley.foreign("SELECT id FROM visitor WHERE id = '%s' FOR UPDATE".formatted(anyone));
    Future<CustomersMerged> merge = ask(id(ann), id(bob));
    while (!merge.isComplete()) {
      assertThat(parley.count(WHOLE_TABLES)).isZero();
    }
    assertRefused(merge, Failure.OVERLOADED);
    await(holder.query("ROLLBACK").execute());
    await(holder.close());

    assertThat(merge(ann, bob))
        .isEqualTo(new CustomersMerged(id(ann), Optional.of(ann.roomId()), 2_501));
    assertThat(parley.count("chat_room WHERE folded_into = '%s'".formatted(ann.roomId())))
        .isEqualTo(2_501);
    assertIsOne(id(ann), id(bob));
  }

  /** So many who typed a customer's address, and their rooms. Gives one of them. */
  private static UUID crowd(TurnOpened customer, int visitors) {
    parley.sql(
        """
        WITH made AS (
          INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
          SELECT gen_random_uuid(), $1, sha256(uuid_send(gen_random_uuid())), $2
          FROM generate_series(1, $4::integer)
          RETURNING id
        )
        INSERT INTO chat_room (id, domain_id, visitor_id, folded_into)
        SELECT gen_random_uuid(), $1, id, $3 FROM made
        """,
        DOMAIN,
        id(customer),
        customer.roomId(),
        visitors);
    return parley
        .sql("SELECT visitor_id FROM chat_room WHERE folded_into = $1 LIMIT 1", customer.roomId())
        .get(0)
        .getUUID(0);
  }

  @Test
  @DisplayName("of two who are merged at the same moment one comes after the other")
  void together() {
    List<Future<CustomersMerged>> merges = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      TurnOpened ann = parley.say("a" + i, "a" + i + "@example.com");
      TurnOpened bob = parley.say("b" + i, "b" + i + "@example.com");
      crowd(bob, 200);
      merges.add(ask(id(ann), id(bob)));
    }
    merges.forEach(merge -> assertThat(await(merge).visitors()).isEqualTo(201));
  }

  @Test
  @DisplayName("what takes so long that nobody waits for it any more is undone, never done unheard")
  void late() {
    TurnOpened ann = parley.say("a", "My email is ann@example.com");
    TurnOpened bob = parley.say("b", "My email is bob@example.com");
    Mending late =
        new Mending(parley.vertx(), Connector.to(parley.connectOptions()), Duration.ZERO);
    assertRefused(
        new CustomerMerge(late).merge(new MergeCustomers(DOMAIN, id(ann), id(bob))),
        Failure.OVERLOADED);
    assertThat(parley.say("b", "Hello").customerId()).isEqualTo(bob.customerId());
  }

  @Test
  @DisplayName("whoever writes meanwhile, at whichever process: one open room, and nothing is lost")
  void amidTurns() {
    try (CustomerFixture other = parley.anotherNode(CustomerFixture.UNHURRIED)) {
      for (int round = 0; round < 8; round++) {
        String a = "a" + round + "@example.com";
        String b = "b" + round + "@example.com";
        TurnOpened ann = parley.say("a" + round, a);
        TurnOpened bob = parley.say("b" + round, b);
        long before = parley.count("chat_message");
        List<Future<TurnOpened>> turns = new ArrayList<>();
        Future<CustomersMerged> merge = null;
        for (int i = 0; i < 60; i++) {
          CustomerFixture node = i % 2 == 0 ? parley : other;
          String visitor = (i % 3 == 0 ? "b" + round : "v" + round + "-" + i);
          turns.add(node.submit(visitor, i % 3 == 1 ? a : b));
          if (i == 30) {
            merge = ask(id(ann), id(bob));
          }
        }
        assertThat(await(merge).customerId()).isEqualTo(id(ann));
        turns.forEach(turn -> await(turn));
        assertThat(parley.count("chat_message")).isEqualTo(before + 60);
        assertIsOne(id(ann), id(bob));
        assertThat(parley.say("late" + round, b).roomId())
            .isEqualTo(parley.say("a" + round, "Hi").roomId());
      }
    }
  }

  /** What holds of two who are one: all visitors are his, and all rooms one room or parts of it. */
  private static void assertIsOne(UUID into, UUID from) {
    assertThat(parley.count("visitor WHERE customer_id = '%s'".formatted(from))).isZero();
    assertThat(parley.count("chat_room WHERE customer_id = '%s'".formatted(from))).isZero();
    assertThat(
            parley.count(
                "chat_room WHERE customer_id = '%s' AND closed_at IS NULL".formatted(into)))
        .isEqualTo(1);
    assertThat(
            parley.count(
                """
                chat_room AS part
                LEFT JOIN chat_room AS whole ON whole.id = part.folded_into
                WHERE part.folded_into IS NOT NULL AND whole.customer_id IS NULL
                """))
        .as("parts of parts")
        .isZero();
  }

  private static UUID id(TurnOpened turn) {
    return turn.customerId().orElseThrow();
  }

  private static CustomersMerged merge(TurnOpened into, TurnOpened from) {
    return await(ask(id(into), id(from)));
  }

  private static Future<CustomersMerged> ask(UUID into, UUID from) {
    return request(new MergeCustomers(DOMAIN, into, from));
  }

  private static Future<CustomersMerged> request(MergeCustomers request) {
    return parley.bus().request(Addresses.CUSTOMER_MERGE, request);
  }

  private static void assertRefused(Future<?> asked, Failure failure) {
    assertThatThrownBy(() -> await(asked))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(failure));
  }

  private static List<String> contents(String visitor) {
    return history(visitor, Optional.empty());
  }

  private static List<String> history(String visitor, Optional<Proof> proof) {
    ReadHistory request =
        new ReadHistory(DOMAIN, new VisitorSecret(visitor), Optional.empty(), 100, proof);
    return await(parley.bus().request(Addresses.CHAT_HISTORY, request)).messages().stream()
        .map(HistoryPage.Message::content)
        .toList();
  }
}
