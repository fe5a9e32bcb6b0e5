package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Erasure;
import dev.parley.bus.TurnOpened;
import dev.parley.testing.Logged;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What others do while somebody is erased. */
class ErasureRacesTest {

  private static PrivacyFixture parley;

  private UUID domain;

  @BeforeAll
  static void start() {
    parley = new PrivacyFixture();
  }

  @AfterAll
  static void end() {
    parley.close();
  }

  @BeforeEach
  void create() {
    domain = parley.newDomain();
  }

  @Test
  @DisplayName("whoever is merged with another as that one goes is the same person, and goes too")
  void mergedAtTheLastMoment() {
    TurnOpened ann = parley.prove(domain, "ann", "Hello", "ann@example.com");
    TurnOpened bob = parley.say(domain, "bob", "My email is bob@example.com");
    parley.say(domain, "zoe", "I am zoe@example.com, bob@example.com sent me");
    SqlConnection merge =
        parley.begun(
            "UPDATE customer SET merged_into = '%s' WHERE id = '%s'".formatted(id(bob), id(ann)),
            "UPDATE visitor SET customer_id = '%s' WHERE customer_id = '%s'"
                .formatted(id(bob), id(ann)),
            "UPDATE chat_room SET folded_into = '%s', folded_from = customer_id, customer_id = NULL WHERE id = '%s'"
                .formatted(bob.roomId(), ann.roomId()));
    Future<Erasure> erasing = parley.erasing(domain, "ann@example.com");
    parley.awaitHeldUp();
    parley.commit(merge);

    assertThat(await(erasing).customers()).isEqualTo(2);
    assertThat(parley.whereIs("ann@example.com")).isEmpty();
    assertThat(parley.whereIs("bob@example.com")).isEmpty();
    assertThat(parley.count("visitor", domain)).as("only zoe").isEqualTo(1);
    assertThat(parley.say(domain, "ann", "Who am I?").customerId()).isEmpty();
  }

  @Test
  @DisplayName("whoever was merged with another while messages are read is struck out of them, too")
  void mergedWhileMessagesAreRead() {
    TurnOpened eva = parley.say(domain, "eva", "My email is eva@example.com");
    TurnOpened tim = parley.say(domain, "tim", "My email is tim@example.com");
    parley.say(domain, "zoe", "I am zoe@example.com, tim@example.com sent me");
    parley.say(domain, "zoe", "Ask eva@example.com");
    SqlConnection held = parley.begun(touch("Ask eva@example.com"));
    Future<Erasure> erasing = parley.erasing(domain, "eva@example.com");
    parley.awaitHeldUp();
    parley.merge(domain, tim, eva);
    parley.commit(held);

    assertThat(await(erasing).customers()).isEqualTo(2);
    assertThat(parley.whereIs("eva@example.com")).isEmpty();
    assertThat(parley.whereIs("tim@example.com")).isEmpty();
  }

  @Test
  @DisplayName(
      "an address that is written meanwhile where messages were read already is struck out")
  void writtenBehindIt() {
    parley.say(domain, "zoe", "I am zoe@example.com. Ask lou@example.com");
    SqlConnection held = parley.begun(touch("I am zoe@example.com. Ask lou@example.com"));
    Future<Erasure> erasing = parley.erasing(domain, "lou@example.com");
    parley.awaitHeldUp();
    parley.say(domain, "zoe", "I said lou@example.com");
    parley.commit(held);

    assertThat(await(erasing).mentions()).isEqualTo(4);
    assertThat(parley.whereIs("lou@example.com")).isEmpty();
  }

  @Test
  @DisplayName("an answer to an old question that ends before all else is done is read again")
  void answersThatEndMeanwhile() {
    TurnOpened zoe = parley.say(domain, "zoe", "I am zoe@example.com. Ask pia@example.com");
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, $1, $2, $3,
               '00000000-0000-7000-8000-000000000000',
               CASE n WHEN 0 THEN 'user' ELSE 'assistant' END, 'I will',
               CASE n WHEN 0 THEN 'complete' ELSE 'streaming' END
        FROM generate_series(0, 1) AS n
        """,
        domain,
        zoe.roomId(),
        zoe.visitorId());
    SqlConnection held = parley.begun(touch("I am zoe@example.com. Ask pia@example.com"));
    Future<Erasure> erasing = parley.erasing(domain, "pia@example.com");
    parley.awaitHeldUp();
    parley.sql(
        """
        UPDATE chat_message SET body = 'I will ask pia@example.com', status = 'complete'
        WHERE domain_id = $1 AND status = 'streaming'
        """,
        domain);
    parley.commit(held);

    assertThat(await(erasing).mentions()).isEqualTo(3);
    assertThat(parley.whereIs("pia@example.com")).isEmpty();
  }

  @Test
  @DisplayName("of two who are struck out of one message at once neither stays there")
  void twoInOneMessage() {
    parley.say(domain, "zoe", "I am zoe@example.com. Ask sam@example.com or kai@example.com");
    SqlConnection other =
        parley.begun(
            "UPDATE chat_message SET body = replace(body, 'sam@example.com', '[erased]') WHERE domain_id = '%s'"
                .formatted(domain));
    Future<Erasure> erasing = parley.erasing(domain, "kai@example.com");
    parley.awaitHeldUp();
    parley.commit(other);

    assertThat(await(erasing).mentions()).isEqualTo(2);
    assertThat(
            parley.sql(
                "SELECT body FROM chat_message WHERE domain_id = $1 AND role = 'user'", domain))
        .extracting(row -> row.getString(0))
        .containsExactly("I am zoe@example.com. Ask [erased] or [erased]");
  }

  @Test
  @DisplayName(
      "an answer that goes on for longer than it may is not waited for, and the log says so")
  void answersThatGoOn() {
    TurnOpened turn = await(parley.submit(domain, "zoe", "zoe@example.com"));
    beginToAnswer(turn);
    try (Logged warnings = Logged.warnings()) {
      await(
          new Eraser(parley.vertx(), parley.pool(), Duration.ZERO)
              .erase(Person.of(domain, "mia@example.com")));

      assertThat(warnings.texts())
          .anyMatch(text -> text.contains(domain.toString()) && text.endsWith("erased: 1"));
    }
  }

  @Test
  @DisplayName("what he said in another's room, and is stored only when he is gone, goes after him")
  void storedLate() {
    TurnOpened ian = parley.say(domain, "ian", "My email is ian@example.com");
    TurnOpened zoe = await(parley.submit(domain, "zoe", "I am zoe@example.com"));
    beginToAnswer(zoe);
    // As by a statement that began when he was taken for her.
    SqlConnection late =
        parley.begun(
            """
            INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
            VALUES ('%1$s', '%2$s', '%3$s', '%4$s', '%1$s', 'user', 'Late', 'complete')
            """
                .formatted(UUID.randomUUID(), domain, zoe.roomId(), ian.visitorId()));
    Future<Erasure> erasing = parley.erasing(domain, "ian@example.com");
    await().until(() -> parley.count("customer", domain) == 1);
    parley.commit(late);
    await(parley.answer(zoe, "I will, zoe@example.com"));

    await(erasing);
    assertThat(parley.sql("SELECT id FROM chat_message WHERE body = 'Late'")).isEmpty();
  }

  /** And an erasure waits until it is over. */
  private void beginToAnswer(TurnOpened turn) {
    parley.grow(turn, "I will");
    await()
        .until(
            () ->
                !parley
                    .sql(
                        "SELECT id FROM chat_message WHERE domain_id = $1 AND status = 'streaming'",
                        domain)
                    .isEmpty());
  }

  /** Holds a message, and leaves it as it is. */
  private String touch(String body) {
    return "UPDATE chat_message SET body = body WHERE domain_id = '%s' AND body = '%s'"
        .formatted(domain, body);
  }

  private static UUID id(TurnOpened turn) {
    return turn.customerId().orElseThrow();
  }
}
