package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStanding.Elsewhere;
import dev.parley.bus.AnswerStanding.Over;
import dev.parley.bus.AnswerStanding.Yours;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Outcome;
import dev.parley.bus.Source;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How it stands with an answer, and whose it is from now on. */
class AnswerDeskTest {

  private static final int ROUNDS = 50;

  private CustomerFixture parley;
  private CustomerFixture other;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start(CustomerFixture.PATIENT);
    other = parley.anotherNode(CustomerFixture.PATIENT);
  }

  @AfterEach
  void stop() {
    other.close();
    parley.close();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"COMPLETE", "STOPPED"})
  @DisplayName("an answer that ended well is over, for whoever asks")
  void endedWell(AnswerStatus status) {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Hello!", status));

    Over over = new Over("Hello!", status);
    assertThat(parley.look(turn)).isEqualTo(over);
    assertThat(await(parley.claim(turn))).isEqualTo(over);
    assertThat(await(other.claim(turn))).isEqualTo(over);
  }

  @Test
  @DisplayName("an answer that is over tells what it rests on, whatever it was before")
  void sources() {
    Source hours = new Source("Shop › \"Hours\" \u0000", Optional.of("https://shop.example/hours"));
    TurnOpened turn = parley.say("v", "Hello");
    parley.grow(turn, "9 t");
    parley.awaitStored(turn, "streaming: 9 t");
    await(parley.answer(turn, "9 to 17.", hours, new Source("Shop", Optional.empty())));

    assertThat(other.look(turn))
        .isEqualTo(
            new Over(
                "9 to 17.",
                AnswerStatus.COMPLETE,
                List.of(
                    new Source("Shop › \"Hours\" \ufffd", hours.url()),
                    new Source("Shop", Optional.empty()))));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"FAILED", "INTERRUPTED"})
  @DisplayName("an answer that broke off is over for who listens, and afresh whose asks")
  void brokeOff(AnswerStatus status) {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Hel", status));

    assertThat(other.look(turn)).isEqualTo(new Over("Hel", status));
    assertThat(await(other.claim(turn))).isEqualTo(new Yours(2));
    assertThat(parley.stored(turn)).contains("streaming: ");
    assertThat(await(parley.claim(turn))).isEqualTo(new Elsewhere("", 2));
    await(other.answer(turn, "Hello!"));
    assertThat(parley.stored(turn)).contains("complete: Hello!");
    assertThat(parley.look(turn))
        .isEqualTo(new Over("Hello!", AnswerStatus.COMPLETE, List.of(), 2));
  }

  @Test
  @DisplayName("an answer that broke off again is given again, as one attempt more each time")
  void brokeOffAgain() {
    TurnOpened turn = parley.say("v", "Hello");
    for (int round = 0; round < 3; round++) {
      assertThat(await(parley.claim(turn))).isEqualTo(new Yours(round + 2));
      await(parley.answer(turn, "Hel", AnswerStatus.FAILED));
      assertThat(other.look(turn))
          .isEqualTo(new Over("Hel", AnswerStatus.FAILED, List.of(), round + 2));
    }
  }

  @Test
  @DisplayName("a turn that another living process took is its to answer")
  void takenElsewhere() {
    TurnOpened turn = parley.say("v", "Hello");

    assertThat(await(other.claim(turn))).isEqualTo(new Elsewhere(""));
    assertThat(other.look(turn)).isEqualTo(new Elsewhere(""));
    assertThat(other.stored(turn)).as("looking writes nothing").isEmpty();

    parley.grow(turn, "Hel");
    parley.awaitStored(turn, "streaming: Hel");
    assertThat(await(other.claim(turn))).isEqualTo(new Elsewhere("Hel"));
    assertThat(other.look(turn)).isEqualTo(new Elsewhere("Hel"));
  }

  @Test
  @DisplayName("a turn of this process that no bot of it answers is given to the first that asks")
  void takenHere() {
    TurnOpened turn = parley.say("v", "Hello");

    assertThat(await(parley.claim(turn))).isEqualTo(new Yours(2));
    assertThat(await(parley.claim(turn))).isEqualTo(new Elsewhere("", 2));
    assertThat(parley.stored(turn)).contains("streaming: ");
  }

  @Test
  @DisplayName("an answer whose attempt was refused is given again: nobody may say it")
  void refused() {
    TurnOpened turn = parley.say("v", "Hello");
    assertThat(await(parley.claim(turn))).isEqualTo(new Yours(2));
    FinishedAnswer former = new FinishedAnswer(turn, "Hello!", AnswerStatus.COMPLETE, List.of(), 1);
    assertThatThrownBy(() -> await(parley.bus().request(Addresses.CHAT_ANSWER, former)))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));

    assertThat(await(parley.claim(turn))).isEqualTo(new Yours(3));
  }

  @Test
  @DisplayName("an answer of this process that none of its bots says is over: nobody follows it")
  void lostHere() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.grow(turn, "Hel");
    parley.awaitStored(turn, "streaming: Hel");

    assertThat(parley.look(turn)).isEqualTo(new Over("Hel", AnswerStatus.INTERRUPTED));
    assertThat(other.look(turn)).isEqualTo(new Elsewhere("Hel"));
    assertThat(await(parley.claim(turn))).isEqualTo(new Yours(2));
    assertThat(parley.look(turn)).isEqualTo(new Elsewhere("", 2));
  }

  @Test
  @DisplayName("an answer that ends while a retry looks for it is not given to it")
  void endedMeanwhile() {
    TurnOpened turn = parley.say("v", "Hello");
    PgConnection foreign = parley.foreign("LOCK TABLE node IN ACCESS EXCLUSIVE MODE");
    Future<AnswerStanding> claim = parley.claim(turn); // which reads that table
    await(parley.answer(turn, "Hello!"));
    await(foreign.query("ROLLBACK").execute());

    assertThat(await(claim)).isEqualTo(new Over("Hello!", AnswerStatus.COMPLETE));
    await(foreign.close());
  }

  private TurnOpened begunHereAndTakenOver() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.grow(turn, "Hel");
    parley.awaitStored(turn, "streaming: Hel");
    parley.sql("UPDATE chat_message SET node_id = 0, status = 'interrupted' WHERE role <> 'user'");
    assertThat(await(other.claim(turn))).isEqualTo(new Yours(2));
    return turn;
  }

  @Test
  @DisplayName(
      "whoever was taken for dead does not store over the one who took over, and is told so")
  void takenOver() {
    TurnOpened turn = begunHereAndTakenOver();

    Future<AnswerStored> refused = parley.answer(turn, "Hello from the dead");
    TurnOpened neighbour = await(parley.submit("w", "Hello"));
    assertThatThrownBy(() -> await(refused))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
    assertThat(parley.stored(turn)).contains("streaming: ");
    assertThat(parley.count("chat_message WHERE id = '" + neighbour.turnId() + "'")).isEqualTo(1);
    await(other.answer(turn, "Hello again!"));
    assertThat(parley.stored(turn)).contains("complete: Hello again!");
  }

  @Test
  @DisplayName("whoever was taken for dead is told so, too, when the other one has said it by now")
  void saidByAnother() {
    TurnOpened turn = begunHereAndTakenOver();
    await(other.answer(turn, "Hello again!"));
    await(other.answer(turn, "Hello again!")); // told once more, after a reply that was lost

    assertThatThrownBy(() -> await(parley.answer(turn, "Hello from the dead")))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
    assertThat(parley.stored(turn)).contains("complete: Hello again!");
  }

  @Test
  @DisplayName("nor does he when the other one's attempt broke off: it has that one's number")
  void brokeOffAtAnother() {
    TurnOpened turn = begunHereAndTakenOver();
    await(other.answer(turn, "Good mor", AnswerStatus.FAILED));

    assertThatThrownBy(() -> await(parley.answer(turn, "Hello from the dead")))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
    assertThat(parley.stored(turn)).contains("failed: Good mor");
  }

  @Test
  @DisplayName("what is told late of an attempt is not taken for the next one's")
  void toldLate() {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Hel", AnswerStatus.FAILED));
    assertThat(await(parley.claim(turn))).isEqualTo(new Yours(2));
    TurnOpened next = parley.say("w", "Hello");

    parley.growAs(1, turn, "Hello");
    parley.grow(next, "Hi");
    parley.awaitStored(next, "streaming: Hi");
    assertThat(parley.stored(turn)).contains("streaming: ");

    parley.grow(turn, "Good");
    parley.awaitStored(turn, "streaming: Good");
    assertThat(other.look(turn)).isEqualTo(new Elsewhere("Good", 2));
  }

  @Test
  @DisplayName("what this process left behind is given to one, and the others are told as what")
  void leftBehind() {
    for (int round = 0; round < ROUNDS; round++) {
      TurnOpened turn = parley.say("left" + round, "Hello");
      parley.grow(turn, "Hel");
      parley.awaitStored(turn, "streaming: Hel");
      List<Future<AnswerStanding>> claims =
          Stream.of(parley, parley, parley).map(node -> node.claim(turn)).toList();
      assertThat(claims.stream().map(claim -> await(claim)))
          .containsExactlyInAnyOrder(new Yours(2), new Elsewhere("", 2), new Elsewhere("", 2));
    }
  }

  @Test
  @DisplayName("a turn that nobody answered for 30 s is anybody's")
  void takenLongAgo() {
    TurnOpened turn = parley.say("v", "Hello");
    parley.sql("UPDATE chat_message SET created_at = now() - interval '31 seconds'");

    assertThat(other.look(turn)).isEqualTo(new Over("", AnswerStatus.INTERRUPTED));
    assertThat(await(other.claim(turn))).isEqualTo(new Yours(2));
    assertThat(parley.look(turn)).isEqualTo(new Elsewhere("", 2));
  }

  @Test
  @DisplayName("a turn of a process that is gone is anybody's, and so is the answer that it said")
  void takenByTheDead() {
    TurnOpened turn = parley.say("v", "Hello");
    TurnOpened begun = parley.say("w", "Hello");
    parley.grow(begun, "Hel");
    parley.awaitStored(begun, "streaming: Hel");
    parley.sql("UPDATE chat_message SET node_id = 0");

    assertThat(other.look(turn)).isEqualTo(new Over("", AnswerStatus.INTERRUPTED));
    assertThat(other.look(begun)).isEqualTo(new Over("Hel", AnswerStatus.INTERRUPTED));
    assertThat(await(other.claim(turn))).isEqualTo(new Yours(2));
    assertThat(await(other.claim(begun))).isEqualTo(new Yours(2));
  }

  @Test
  @DisplayName("of bots that ask at the same moment, on two nodes, it is one's")
  void sameMoment() {
    for (int round = 0; round < ROUNDS; round++) {
      TurnOpened turn = parley.say("v" + round, "Hello");
      if (round % 2 == 0) {
        await(parley.answer(turn, "Hel", AnswerStatus.INTERRUPTED));
      } else {
        parley.sql("UPDATE chat_message SET node_id = 0 WHERE id = $1", turn.turnId());
      }
      List<Future<AnswerStanding>> claims =
          Stream.of(parley, other, parley, other).map(node -> node.claim(turn)).toList();
      assertThat(claims.stream().map(claim -> await(claim)))
          .containsOnlyOnce(new Yours(2))
          .filteredOn(standing -> !standing.equals(new Yours(2)))
          .containsOnly(new Elsewhere("", 2));
    }
  }

  @Test
  @DisplayName("a turn that does not exist has no answer")
  void noSuchTurn() {
    TurnOpened turn =
        new TurnOpened(
            new Ids().create(),
            CustomerFixture.DOMAIN,
            UUID.randomUUID(),
            UUID.randomUUID(),
            Optional.empty(),
            Outcome.ANONYMOUS,
            true);
    assertThatThrownBy(() -> await(parley.claim(turn)))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
  }
}
