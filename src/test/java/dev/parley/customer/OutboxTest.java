package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The outbox")
class OutboxTest {

  private static final UUID OTHER = UUID.fromString("33333333-3333-4333-8333-333333333333");
  private static final List<String> ALL =
      List.of("customer.created", "message.stored", "answer.completed");

  private static CustomerFixture parley;

  @BeforeAll
  static void start() {
    parley = CustomerFixture.start();
    parley.createDomain(OTHER);
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @BeforeEach
  void empty() {
    parley.sql("DELETE FROM webhook_delivery");
    parley.sql("DELETE FROM webhook");
  }

  @Test
  @DisplayName("gets a new customer, his message and its answer, each once")
  void tellsATurn() {
    UUID hook = webhook(DOMAIN, ALL);

    TurnOpened turn = parley.say("told", "My email is told@example.com");
    await(parley.answer(turn, "Hello", AnswerStatus.COMPLETE));

    assertThat(told(hook))
        .containsExactlyInAnyOrder(
            "customer.created " + turn.customerId().orElseThrow(),
            "message.stored " + turn.turnId(),
            "answer.completed " + Ids.next(turn.turnId()) + " complete");
    await(parley.answer(turn, "Hello", AnswerStatus.COMPLETE));
    parley.say("told", "told@example.com, again");
    assertThat(told(hook)).hasSize(4);
  }

  @Test
  @DisplayName("gets what an acquaintance says, and what a known key repeats not again")
  void tellsAcquaintances() {
    UUID hook = webhook(DOMAIN, List.of("message.stored"));

    TurnOpened first = parley.say("acquainted", "One", "key");
    TurnOpened second = parley.say("acquainted", "Two");
    parley.say("acquainted", "One", "key");

    assertThat(told(hook))
        .containsExactlyInAnyOrder(
            "message.stored " + first.turnId(), "message.stored " + second.turnId());
  }

  @Test
  @DisplayName("gets nothing of other domains, of other events, and for a webhook that is off")
  void tellsNobodyElse() {
    UUID elsewhere = webhook(OTHER, ALL);
    UUID customersOnly = webhook(DOMAIN, List.of("customer.created"));
    UUID off = webhook(DOMAIN, ALL);
    parley.sql("UPDATE webhook SET enabled = false WHERE id = $1", off);

    TurnOpened turn = parley.say("quiet", "Hello");
    await(parley.answer(turn, "Hello", AnswerStatus.COMPLETE));

    assertThat(told(elsewhere)).isEmpty();
    assertThat(told(customersOnly)).isEmpty();
    assertThat(told(off)).isEmpty();
    TurnOpened other = await(parley.submit(OTHER, "quiet", "Hello"));
    assertThat(told(elsewhere)).containsExactly("message.stored " + other.turnId());
  }

  @Test
  @DisplayName("tells each of a domain's webhooks, and a batch of many domains each its own")
  void tellsEach() {
    UUID one = webhook(DOMAIN, ALL);
    UUID two = webhook(DOMAIN, ALL);
    UUID elsewhere = webhook(OTHER, ALL);

    await(
        Future.all(
            IntStream.range(0, 40)
                .mapToObj(i -> parley.submit(i % 4 == 0 ? OTHER : DOMAIN, "many-" + i, "Hi " + i))
                .toList()));

    assertThat(told(one)).hasSize(30).doesNotHaveDuplicates();
    assertThat(told(two)).containsExactlyInAnyOrderElementsOf(told(one));
    assertThat(told(elsewhere)).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("gets an answer that failed, and again when it is over after a retry")
  void tellsARetry() {
    UUID hook = webhook(DOMAIN, List.of("answer.completed"));
    TurnOpened turn = parley.say("retry", "Hello");
    String answer = "answer.completed " + Ids.next(turn.turnId());

    await(parley.answer(turn, "Hel", AnswerStatus.FAILED));
    await(parley.answer(turn, "Hel", AnswerStatus.FAILED));
    assertThat(told(hook)).containsExactly(answer + " failed");
    await(parley.answer(turn, "Hello", AnswerStatus.COMPLETE));

    assertThat(told(hook)).containsExactlyInAnyOrder(answer + " failed", answer + " complete");
  }

  @Test
  @DisplayName("gets the answers that a process left when it died, as interrupted")
  void tellsOfTheDead() {
    UUID hook = webhook(DOMAIN, List.of("answer.completed"));
    TurnOpened unanswered;
    TurnOpened growing;
    try (CustomerFixture dying = parley.anotherNode()) {
      unanswered = dying.say("dead-1", "Hello");
      growing = dying.say("dead-2", "Hello");
      dying.grow(growing, "Hel");
      dying.awaitStored(growing, "streaming: Hel");
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(told(hook))
                    .containsExactlyInAnyOrder(
                        "answer.completed " + Ids.next(unanswered.turnId()) + " interrupted",
                        "answer.completed " + Ids.next(growing.turnId()) + " interrupted"));
  }

  @Test
  @DisplayName("is written for a webhook that another process made, within a moment")
  void madeElsewhere() {
    UUID shop = UUID.randomUUID();
    parley.createDomain(shop);
    await(parley.submit(shop, "ann", "Before"));
    UUID hook = make(shop, ALL);

    Awaitility.await()
        .untilAsserted(
            () -> {
              await(parley.submit(shop, "ann", "Is anybody told?"));
              assertThat(told(hook)).isNotEmpty();
            });
  }

  /** As the webhook verticle of this process would. */
  private static UUID webhook(UUID domain, List<String> events) {
    UUID id = make(domain, events);
    parley.bus().publish(Addresses.WEBHOOKS_CHANGED, new DomainChanged(domain));
    return id;
  }

  private static UUID make(UUID domain, List<String> events) {
    return parley
        .sql(
            """
            INSERT INTO webhook (id, domain_id, url, events, secret)
            VALUES (gen_random_uuid(), $1, 'https://x.example', $2::text[], 'whsec_') RETURNING id
            """,
            domain,
            events.toArray(String[]::new))
        .get(0)
        .getUUID("id");
  }

  private static List<String> told(UUID webhook) {
    return parley
        .sql(
            """
            SELECT rtrim(event_type || ' ' || subject || ' ' || outcome) AS told
            FROM webhook_delivery WHERE webhook_id = $1
            """,
            webhook)
        .stream()
        .map(row -> row.getString("told"))
        .toList();
  }
}
