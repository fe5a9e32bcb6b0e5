package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.GrowingAnswers;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import dev.parley.settings.TurnSettings;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An answer's one row, while it grows and when it is over. */
class StoredAnswersTest {

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
  @DisplayName("an answer is kept while it grows, and becomes the final one")
  void growsAndEnds() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.grow(turn, "Hel");
    parley.awaitStored(turn, "streaming: Hel");
    parley.grow(turn, "Hello");
    parley.awaitStored(turn, "streaming: Hello");
    await(parley.answer(turn, "Hello!"));

    assertThat(parley.stored(turn)).contains("complete: Hello!");
    assertThat(parley.count("chat_message")).isEqualTo(2);
  }

  @Test
  @DisplayName("what is told late of an answer that is over changes nothing, however it ended")
  void lateGrowing() {
    for (AnswerStatus status : AnswerStatus.values()) {
      TurnOpened turn = parley.say(status.label(), "Hello");
      await(parley.answer(turn, "Hello!", status));
      parley.grow(turn, "Hel");
      awaitKept();
      assertThat(parley.stored(turn)).contains(status.label() + ": Hello!");
    }
  }

  /** Whatever was told before is dealt with once a later one is stored. */
  private void awaitKept() {
    TurnOpened probe = parley.say("probe", "Hello");
    parley.grow(probe, "probe");
    parley.awaitStored(probe, "streaming: probe");
  }

  @Test
  @DisplayName("one that ended well stays; one that broke off gives way to the next")
  void writtenOver() {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "H", AnswerStatus.FAILED));
    await(parley.answer(turn, "He", AnswerStatus.INTERRUPTED));
    assertThat(parley.stored(turn)).contains("interrupted: He");
    await(parley.answer(turn, "Hel", AnswerStatus.STOPPED));
    await(parley.answer(turn, "Hello!", AnswerStatus.COMPLETE));
    assertThat(parley.stored(turn)).contains("stopped: Hel");
  }

  @Test
  @DisplayName("the same answer twice in one batch, alone or with turns: the one that ended well")
  void twiceInABatch() {
    TurnSettings oneLane =
        new TurnSettings(1, 128, 4096, Duration.ofSeconds(10), Duration.ofSeconds(15));
    try (CustomerFixture node = parley.anotherNode(oneLane)) {
      for (boolean withTurn : List.of(false, true)) {
        TurnOpened turn = node.say("v" + withTurn, "Hello");
        long before = node.attempts();
        PgConnection foreign = parley.foreign("LOCK TABLE chat_message IN ACCESS EXCLUSIVE MODE");
        Future<TurnOpened> busy = node.submit("x", "Hello");
        Awaitility.await().until(() -> node.attempts() == before + 1);
        Future<?> one = node.answer(turn, "Hel", AnswerStatus.INTERRUPTED);
        Future<?> two = node.answer(turn, "Hello!");
        Future<?> with = withTurn ? node.submit("y", "Hello") : Future.succeededFuture();
        await(foreign.query("ROLLBACK").execute());
        await(Future.all(busy, one, two, with));

        assertThat(node.attempts()).as("no batch failed").isEqualTo(before + 2);
        assertThat(node.stored(turn)).contains("complete: Hello!");
        await(foreign.close());
      }
    }
  }

  @Test
  @DisplayName("what several bots tell at about the same moment goes in one statement, the newest")
  void together() {
    List<TurnOpened> turns =
        IntStream.range(0, 20).mapToObj(i -> parley.say("v" + i, "Hello")).toList();
    PgConnection foreign = parley.foreign("LOCK TABLE chat_message IN ACCESS EXCLUSIVE MODE");
    parley.grow(turns.get(0), "H");
    Awaitility.await().until(() -> parley.keepings() == 1);
    for (String text : List.of("H", "He", "Hel")) {
      turns.forEach(turn -> parley.grow(turn, text));
    }
    TurnOpened over = turns.get(1);
    Future<?> answer = parley.answer(over, "Over");
    await(foreign.query("ROLLBACK").execute());
    await(answer);
    turns.stream()
        .filter(turn -> !turn.equals(over))
        .forEach(turn -> parley.awaitStored(turn, "streaming: Hel"));

    assertThat(parley.keepings()).isEqualTo(2);
    assertThat(parley.stored(over)).contains("complete: Over");
    await(foreign.close());
  }

  @Test
  @DisplayName("more than 2,000 go in several statements, and one that is refused costs no other")
  void manyAndABadOne() {
    TurnOpened known = parley.say("v", "Hello");
    Ids ids = new Ids();
    List<TurnOpened> turns =
        IntStream.range(0, 2_001).mapToObj(i -> turn(ids.create(), known, known.roomId())).toList();
    TurnOpened bad = turn(ids.create(), known, UUID.randomUUID());
    List<TurnOpened> all = Stream.concat(turns.stream(), Stream.of(bad)).toList();
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT id, $2, $3, $4, id, 'user', 'Hello', 'complete' FROM unnest($1::uuid[]) AS id
        """,
        all.stream().map(TurnOpened::turnId).toArray(UUID[]::new),
        known.domainId(),
        known.roomId(),
        known.visitorId());
    List<GrowingAnswer> answers =
        all.stream().map(turn -> new GrowingAnswer(turn, "said", 1)).toList();
    parley.bus().send(Addresses.CHAT_ANSWER_GROWING, new GrowingAnswers(answers));

    // The last statement is the refused one's; the others are there before it is sent.
    Awaitility.await().until(() -> parley.failed(DatabaseFailure.REFUSED) == 1);
    assertThat(parley.count("chat_message WHERE status = 'streaming'")).isEqualTo(2_001);
    assertThat(parley.keepings()).as("2,000, then 2, then each alone").isEqualTo(4);
    assertThat(parley.stored(bad)).isEmpty();
  }

  private static TurnOpened turn(UUID id, TurnOpened like, UUID room) {
    return new TurnOpened(
        id, like.domainId(), like.visitorId(), room, like.customerId(), like.outcome(), false);
  }

  @Test
  @DisplayName("an answer whose question is gone is kept neither while it grows nor in the end")
  void questionGone() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.say("v", "Hello again"); // the room stays
    parley.sql("DELETE FROM chat_message WHERE id = $1", turn.turnId());
    parley.grow(turn, "Hel");
    awaitKept();
    assertThat(parley.stored(turn)).isEmpty();
    assertGone(parley.answer(turn, "Hello!"));
    assertThat(parley.stored(turn)).isEmpty();
  }

  @Test
  @DisplayName("whoever deletes a question while its answer is stored leaves neither")
  void questionGoes() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.say("v", "Hello again");
    PgConnection deleting =
        parley.foreign("DELETE FROM chat_message WHERE id = '%s'".formatted(turn.turnId()));
    Future<?> answer = parley.answer(turn, "Hello!");
    parley.grow(turn, "Hel");
    Awaitility.await().until(() -> parley.count("pg_locks WHERE NOT granted") >= 2);
    await(deleting.query("COMMIT").execute());
    await(deleting.close());

    assertGone(answer);
    awaitKept();
    assertThat(parley.stored(turn)).isEmpty();
  }

  private static void assertGone(Future<?> answer) {
    assertThatThrownBy(() -> await(answer))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
  }

  @Test
  @DisplayName("an answer that another process says is not written over by one that lost it")
  void notMine() {
    try (CustomerFixture other = parley.anotherNode()) {
      TurnOpened turn = parley.say("v", "Hello");
      await(parley.answer(turn, "Hel", AnswerStatus.FAILED));
      await(other.claim(turn));
      other.grow(turn, "Well");
      other.awaitStored(turn, "streaming: Well");
      parley.grow(turn, "Hello");
      awaitKept();
      assertThat(parley.stored(turn)).contains("streaming: Well");
    }
  }
}
