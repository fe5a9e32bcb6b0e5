package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.MergeCustomers;
import dev.parley.bus.Outcome;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.UnfoldVisitor;
import dev.parley.bus.VisitorSecret;
import dev.parley.bus.VisitorUnfolded;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A visitor was taken for a customer who he is not. */
class VisitorUnfoldTest {

  private static final String ANN = "ann@example.com";

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
  @DisplayName("his room is his own again, with what he wrote and was answered since")
  void folded() {
    TurnOpened ann = said("ann", ANN);
    TurnOpened anonymous = said("v", "Hi");
    TurnOpened bound = said("v", "I have it from " + ANN);
    said("v", "And more");
    assertThat(bound.roomId()).isEqualTo(ann.roomId());

    assertThat(unfold(bound)).isEqualTo(unfolded(anonymous, anonymous.roomId(), 4));
    assertThat(messages(ann.roomId())).containsExactly(ANN, "re: " + ANN);
    assertThat(messages(anonymous.roomId())).hasSize(6);
    assertThat(parley.sql("SELECT verified FROM visitor WHERE customer_id IS NULL")).hasSize(1);
    TurnOpened after = parley.say("v", "Hello again");
    assertThat(after.outcome()).isEqualTo(Outcome.ANONYMOUS);
    assertThat(after.roomId()).isEqualTo(anonymous.roomId());
    assertThat(parley.count("chat_room WHERE folded_into IS NOT NULL")).isZero();
  }

  @Test
  @DisplayName("what each may read is his own: the visitor's visits, and the customer's room")
  void reading() {
    said("ann", ANN);
    TurnOpened bound = said("v", "Not hers: " + ANN);
    parley.sql("UPDATE visitor SET verified = true"); // as if both had been vouched for
    assertThat(history("ann")).hasSize(4);

    unfold(bound);
    assertThat(history("ann")).containsExactly("re: " + ANN, ANN);
    assertThat(history("v")).containsExactly("re: Not hers: " + ANN, "Not hers: " + ANN);
  }

  @Test
  @DisplayName("what he wrote is not verified any more, be it moved or in his own room already")
  void unverified() {
    TurnOpened ann = said("ann", ANN);
    said("v", "Hi");
    TurnOpened bound = said("v", "I have it from " + ANN);
    parley.sql("UPDATE chat_message SET verified = true");

    assertThat(unfold(bound).messages()).isEqualTo(2);
    assertThat(parley.sql("SELECT DISTINCT visitor_id FROM chat_message WHERE verified"))
        .extracting(row -> row.getUUID(0))
        .containsExactly(ann.visitorId());
    parley.sql("UPDATE chat_message SET verified = true");
    assertThat(unfold(bound).messages()).isZero();
    assertThat(parley.count("chat_message WHERE verified")).isEqualTo(2);
  }

  @Test
  @DisplayName("who had no room before gets one; taken for her again, it is folded again")
  void neverAnonymous() {
    TurnOpened ann = said("ann", ANN);
    TurnOpened bound = said("v", "My email is " + ANN);

    VisitorUnfolded done = unfold(bound);
    assertThat(done.messages()).isEqualTo(2);
    assertThat(messages(done.roomId().orElseThrow())).hasSize(2);
    assertThat(unfold(bound)).isEqualTo(unfolded(bound, done.roomId().orElseThrow(), 0));
    assertThat(said("v", "My email is " + ANN).roomId()).isEqualTo(ann.roomId());
    assertThat(unfold(bound)).isEqualTo(unfolded(bound, done.roomId().orElseThrow(), 2));
  }

  @Test
  @DisplayName("a room that became the customer's stays hers, with what others wrote in it")
  void linked() {
    TurnOpened first = said("v", "Hi");
    TurnOpened linked = said("v", ANN);
    assertThat(linked.roomId()).isEqualTo(first.roomId());
    TurnOpened folded = said("ann", "Hello");
    said("ann", "My email is " + ANN);

    VisitorUnfolded done = unfold(linked);
    assertThat(done.messages()).isEqualTo(4);
    assertThat(done.roomId()).isPresent().isNotEqualTo(Optional.of(first.roomId()));
    assertThat(messages(first.roomId()))
        .containsExactly("My email is " + ANN, "re: My email is " + ANN);
    assertThat(messages(folded.roomId())).hasSize(2);
    assertThat(parley.say("ann", "Still me").roomId()).isEqualTo(first.roomId());
  }

  @Test
  @DisplayName("a room that was a customer's before two were merged is not taken for his own")
  void merged() {
    TurnOpened ann = said("ann", ANN);
    TurnOpened bob = said("v", "bob@example.com"); // he opened it
    said("w", "My email is bob@example.com");
    await(
        parley
            .bus()
            .request(
                Addresses.CUSTOMER_MERGE,
                new MergeCustomers(
                    DOMAIN, ann.customerId().orElseThrow(), bob.customerId().orElseThrow())));

    VisitorUnfolded done = unfold(bob);
    assertThat(done.roomId()).isPresent().isNotEqualTo(Optional.of(bob.roomId()));
    assertThat(done.messages()).isEqualTo(2);
    assertThat(messages(bob.roomId())).hasSize(2);
    assertThat(parley.count("chat_room WHERE folded_into IS NOT NULL")).isEqualTo(1);
  }

  @Test
  @DisplayName("an answer that is to begin is waited for; one that goes on goes with him")
  void answers() {
    said("ann", ANN);
    TurnOpened turn = parley.say("v", "My email is " + ANN);
    assertRefused(ask(DOMAIN, turn.visitorId()), Failure.OVERLOADED);
    parley.grow(turn, "Hel");
    parley.awaitStored(turn, "streaming: Hel");

    VisitorUnfolded done = unfold(turn);
    await(parley.answer(turn, "Hello", AnswerStatus.COMPLETE));
    assertThat(messages(done.roomId().orElseThrow()))
        .containsExactly("My email is " + ANN, "Hello");
    assertThat(messages(turn.roomId())).hasSize(2);
  }

  @Test
  @DisplayName("a message of his that is under way is waited for, and goes with him")
  void waits() {
    TurnOpened ann = said("ann", ANN);
    TurnOpened turn = said("v", "My email is " + ANN);
    PgConnection underWay =
        parley.foreign(
            """
            INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status, created_at)
            SELECT turn, '%1$s', '%2$s', '%3$s', turn, 'user', 'late', 'complete', now() - interval '1 hour'
            FROM gen_random_uuid() AS turn
            """
                .formatted(DOMAIN, ann.roomId(), turn.visitorId()));
    Future<VisitorUnfolded> unfold = ask(DOMAIN, turn.visitorId());
    Awaitility.await()
        .until(() -> unfold.isComplete() || parley.count(CustomerFixture.LOOKS_FOR_A_GAP) > 0);
    await(underWay.query("COMMIT").execute());
    await(underWay.close());
    assertThat(await(unfold).messages()).isEqualTo(3);
    assertThat(messages(ann.roomId())).hasSize(2);
  }

  @Test
  @DisplayName("who wrote nothing has no room; of strangers and other domains' nothing is known")
  void nobody() {
    TurnOpened turn = said("v", ANN);
    parley.sql("DELETE FROM chat_message");
    assertThat(unfold(turn)).isEqualTo(new VisitorUnfolded(turn.visitorId(), Optional.empty(), 0));
    assertRefused(ask(DOMAIN, UUID.randomUUID()), Failure.NOT_FOUND);
    assertRefused(ask(UUID.randomUUID(), turn.visitorId()), Failure.UNKNOWN_DOMAIN);
    UUID other = UUID.randomUUID();
    parley.createDomain(other);
    assertRefused(ask(other, turn.visitorId()), Failure.NOT_FOUND);
  }

  /** Said and answered. */
  private static TurnOpened said(String visitor, String message) {
    TurnOpened turn = parley.say(visitor, message);
    await(parley.answer(turn, "re: " + message));
    return turn;
  }

  private static VisitorUnfolded unfolded(TurnOpened turn, UUID room, int messages) {
    return new VisitorUnfolded(turn.visitorId(), Optional.of(room), messages);
  }

  private static VisitorUnfolded unfold(TurnOpened turn) {
    return await(ask(DOMAIN, turn.visitorId()));
  }

  private static Future<VisitorUnfolded> ask(UUID domain, UUID visitor) {
    return parley.bus().request(Addresses.CUSTOMER_UNFOLD, new UnfoldVisitor(domain, visitor));
  }

  private static void assertRefused(Future<?> asked, Failure failure) {
    assertThatThrownBy(() -> await(asked))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(failure));
  }

  private static List<String> messages(UUID room) {
    return parley.sql("SELECT body FROM chat_message WHERE room_id = $1 ORDER BY id", room).stream()
        .map((Row row) -> row.getString(0))
        .toList();
  }

  private static List<String> history(String visitor) {
    ReadHistory request =
        new ReadHistory(DOMAIN, new VisitorSecret(visitor), Optional.empty(), 100);
    return await(parley.bus().request(Addresses.CHAT_HISTORY, request)).messages().stream()
        .map(HistoryPage.Message::content)
        .toList();
  }
}
