package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStarted;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Frame;
import dev.parley.bus.ShuttingDown;
import dev.parley.bus.TurnOpened;
import dev.parley.settings.BotSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BotVerticleTest extends WithBots {

  @Test
  @DisplayName("the pieces of an answer, joined, are the answer that is stored; the end comes last")
  void streamsWhatIsStored() {
    deploy(FAST, 1);
    Listener listener = new Listener();
    ask(turn(), listener, 1_000);

    listener.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(listener.text()).isEqualTo(TEXT);
    assertThat(listener.pieces().size()).isGreaterThan(5);
    assertThat(stored).singleElement().extracting(FinishedAnswer::text).isEqualTo(TEXT);
    assertThat(
            meters
                .get("parley.answers")
                .tags("bot", "fixed", "status", "complete")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("at full speed the whole answer is one frame")
  void coalesces() {
    deploy(AT_ONCE, 1);
    Listener listener = new Listener();
    ask(turn(), listener, 32);

    listener.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(listener.pieces()).containsExactly(TEXT);
  }

  @Test
  @DisplayName("nothing beyond the window is written; the answer is stored all the same")
  void keepsWithinTheWindow() {
    deploy(FAST, 1);
    Listener listener = new Listener();
    AnswerStarted stream = ask(turn(), listener, 3);

    await().until(() -> !stored.isEmpty());
    ping(stream);
    assertThat(listener.pieces()).hasSize(3);
    assertThat(listener.ends()).isEmpty();

    credit(stream, 1);
    listener.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(listener.pieces()).hasSize(4);
    assertThat(listener.text()).isEqualTo(TEXT);
  }

  @Test
  @DisplayName("readers that stall get nothing, and hold nobody up")
  void stalledReadersStallNobody() {
    deploy(AT_ONCE, 1);
    Listener stalled = new Listener();
    for (int i = 0; i < 200; i++) {
      ask(turn(), stalled, 0);
    }
    Listener listener = new Listener();
    ask(turn(), listener, 32);

    listener.awaitEnd(AnswerStatus.COMPLETE);
    await().until(() -> stored.size() == 201);
    assertThat(stalled.frames).isEmpty();
  }

  @Test
  @DisplayName("a second request for a turn that runs joins it from its beginning, at any instance")
  void joins() {
    deploy(FAST, 3);
    TurnOpened turn = turn();
    Listener first = new Listener();
    ask(turn, first, 1_000);
    List<Listener> others = IntStream.range(0, 5).mapToObj(i -> new Listener()).toList();
    others.forEach(other -> ask(turn, other, 1_000));

    first.awaitEnd(AnswerStatus.COMPLETE);
    others.forEach(other -> other.awaitEnd(AnswerStatus.COMPLETE));
    assertThat(others).allSatisfy(other -> assertThat(other.text()).isEqualTo(TEXT));
    assertThat(stored).hasSize(1);
    await().untilAsserted(() -> assertThat(running()).isZero());
  }

  @Test
  @DisplayName("a reader that goes away is no stop: the answer is finished and stored")
  void cancelIsNoStop() {
    deploy(FAST, 1);
    Listener listener = new Listener();
    AnswerStarted stream = ask(turn(), listener, 1_000);
    vertx.eventBus().send(stream.botAddress(), new Frame.Cancel(stream.stream()));

    await().until(() -> !stored.isEmpty());
    assertThat(stored.get(0).text()).isEqualTo(TEXT);
    assertThat(stored.get(0).status()).isEqualTo(AnswerStatus.COMPLETE);
    await().untilAsserted(() -> assertThat(running()).isZero());
    assertThat(listener.ends()).isEmpty();
  }

  @Test
  @DisplayName("a reader whose address is gone is forgotten, and the answer is stored")
  void forgetsVanishedReaders() {
    deploy(FAST, 1);
    Listener listener = new Listener();
    ask(turn(), listener, 1_000);
    get(listener.consumer.unregister());

    await().until(() -> !stored.isEmpty());
    await().untilAsserted(() -> assertThat(running()).isZero());
  }

  @Test
  @DisplayName(
      "a reader whose client never learnt of it is lost, and its answer does not run for ever")
  void losesUnknownReaders() {
    probeEvery = Duration.ofMillis(50);
    deploy(FAST, 1);
    Listener unknown = new Listener(); // is there, and says nothing
    ask(turn(), unknown, 3);

    unknown.awaitEnd(AnswerStatus.FAILED);
    assertThat(unknown.pieces()).hasSize(3);
    await().untilAsserted(() -> assertThat(running()).isZero());
    assertThat(stored).extracting(FinishedAnswer::status).containsExactly(AnswerStatus.COMPLETE);
  }

  @Test
  @DisplayName("a reader that takes nothing and says that it is there is not lost")
  void keepsStalledReaders() {
    probeEvery = Duration.ofMillis(300);
    deploy(FAST, 1);
    Listener stalled = new Listener();
    AnswerStarted stream = ask(turn(), stalled, 3);
    Listener unknown = new Listener();
    vertx.setPeriodic(5, timer -> credit(stream, 0));
    ask(turn(), unknown, 3);

    unknown.awaitEnd(AnswerStatus.FAILED);
    assertThat(stalled.ends()).isEmpty();
    credit(stream, 1_000);
    stalled.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(stalled.text()).isEqualTo(TEXT);
  }

  @Test
  @DisplayName("the end waits until the answer is stored, and storing is tried again")
  void endsOnlyWhenStored() {
    refusals.set(2);
    deploy(AT_ONCE, 1);
    Listener listener = new Listener();
    ask(turn(), listener, 32);

    listener.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(refusals).hasValueLessThan(0);
    assertThat(stored).hasSize(1);
  }

  @Test
  @DisplayName("at the deadline of a shutdown an answer is cut, stored and ended as interrupted")
  void cutsAtTheDeadline() {
    List<String> deployments = deploy(SLOW, 1);
    Listener listener = new Listener();
    ask(turn(), listener, 1_000);
    await().until(() -> !listener.frames.isEmpty());

    bus.publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now().plusMillis(300)));
    get(vertx.undeploy(deployments.get(0)));

    assertThat(stored)
        .singleElement()
        .extracting(FinishedAnswer::status)
        .isEqualTo(AnswerStatus.INTERRUPTED);
    listener.awaitEnd(AnswerStatus.INTERRUPTED);
    assertThat(listener.text()).isEqualTo(stored.get(0).text()).isNotEmpty();
  }

  @Test
  @DisplayName(
      "answers that are done before the deadline are complete, and the way down waits for them")
  void finishesBeforeTheDeadline() {
    List<String> deployments = deploy(FAST, 1);
    ask(turn(), new Listener(), 1_000);

    bus.publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now().plusSeconds(8)));
    get(vertx.undeploy(deployments.get(0)));

    assertThat(stored)
        .singleElement()
        .extracting(FinishedAnswer::status)
        .isEqualTo(AnswerStatus.COMPLETE);
  }

  @Test
  @DisplayName("an answer that there is no room for has failed at once, and is stored so")
  void failsWhatIsTooMuch() {
    deploy(new BotSettings(SLOW, 10_000, 2), 1);
    ask(turn(), new Listener(), 1);
    ask(turn(), new Listener(), 1);
    Listener listener = new Listener();
    TurnOpened third = turn();
    ask(third, listener, 1);

    listener.awaitEnd(AnswerStatus.FAILED);
    assertThat(stored).containsExactly(new FinishedAnswer(third, "", AnswerStatus.FAILED));
    await().untilAsserted(() -> assertThat(running()).isEqualTo(2));
  }

  @Test
  @DisplayName("when too many of those wait to be stored, a turn is refused")
  void refusesTooMany() {
    refusals.set(1_000);
    deploy(new BotSettings(SLOW, 10_000, 2), 1);
    for (int i = 0; i < 4; i++) {
      ask(turn(), new Listener(), 1);
    }

    assertThat(refusal(turn())).isEqualTo(Failure.OVERLOADED);
  }

  @Test
  @DisplayName("an answer that is too long is cut, and what was sent is what is stored")
  void cutsLongAnswers() {
    deploy(new BotSettings(FAST, 100, 10), 1);
    Listener listener = new Listener();
    ask(turn(), listener, 1_000);

    listener.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(listener.text()).hasSizeLessThanOrEqualTo(100).startsWith("word0 word1");
    assertThat(stored.get(0).text()).isEqualTo(listener.text());
  }

  @Test
  @DisplayName("a changed away message is said from the next answer on")
  void seesChanges() {
    deploy(AT_ONCE, 1);
    Listener before = new Listener();
    ask(turn(), before, 32);
    before.awaitEnd(AnswerStatus.COMPLETE);
    database.execute("update domain set fixed_text = 'We are away.'");
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(DOMAIN));

    Listener after = new Listener();
    ask(turn(), after, 32);
    after.awaitEnd(AnswerStatus.COMPLETE);
    assertThat(after.text()).isEqualTo("We are away.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain", "knowledge"})
  @DisplayName("an answer whose look-up does not come back is given up, and stored as failed")
  void givesUpLookingUp(String table) throws SQLException {
    deploy(AT_ONCE, 1);
    Listener listener = new Listener();
    try (Connection other = database.databaseUrl().dataSource().getConnection();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("lock table " + table + " in access exclusive mode");
      ask(turn(KNOWING), listener, 32);
      listener.awaitEnd(AnswerStatus.FAILED);
    }
    assertThat(stored).singleElement().extracting(FinishedAnswer::text).isEqualTo("");
  }
}
