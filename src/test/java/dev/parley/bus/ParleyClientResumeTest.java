package dev.parley.bus;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coming back to a turn, against a bus on which the test itself answers. */
class ParleyClientResumeTest {

  private static final String BOT = "test.bot";
  private static final VisitorSecret VISITOR = new VisitorSecret("visitor-1");

  private final List<Record> asked = new CopyOnWriteArrayList<>();
  private final TurnOpened turn =
      new TurnOpened(id(), id(), id(), id(), Optional.empty(), Outcome.ANONYMOUS, true);
  private Vertx vertx;
  private ParleyClient client;
  private volatile Future<AnswerStarted> handshake =
      Future.succeededFuture(new AnswerStarted(BOT, 77, true));

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    Bus bus = new Bus(vertx);
    bus.answer(Addresses.CHAT_FIND, query -> find(query, query.turnId().equals(turn.turnId())));
    bus.answer(Addresses.CHAT_FIND_LATEST, query -> find(query, query.keyPrefix().equals("chat")));
    bus.answer(
        Addresses.BOT_ANSWER,
        request -> {
          asked.add(request);
          return handshake;
        });
    bus.answer(
        Addresses.BOT_STOP,
        stop -> {
          asked.add(stop);
          return Future.succeededFuture(new AnswerStopped(stop.turn().turnId()));
        });
    client = await(onContext(() -> Future.succeededFuture(ParleyClient.create(vertx))));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  @DisplayName("a resume opens a reader where it left off, and asks nobody")
  void resumes() {
    Answer answer = await(onContext(() -> client.resume(turn.turnId(), VISITOR, 17)));

    assertThat(answer.turn()).isEqualTo(turn);
    assertThat(answer.from()).isEqualTo(17);
    assertThat(answer.replayed()).isTrue();
    assertThat(asked.get(0)).isEqualTo(new FindTurn(turn.turnId(), VISITOR, false));
    assertThat((AnswerRequest) asked.get(1))
        .satisfies(
            request -> {
              assertThat(request.question()).isEmpty();
              assertThat(request.from()).isEqualTo(17);
            });
  }

  @ParameterizedTest(name = "so much of attempt {0}: from {1}")
  @CsvSource({"2, 17", "1, 0", "3, 0", "0, 17"})
  @DisplayName("what was heard of another attempt is no part of it: it comes from its beginning")
  void anotherAttempt(int attempt, int from) {
    handshake = Future.succeededFuture(new AnswerStarted(BOT, 77, true, false, 2));

    Answer answer = await(onContext(() -> client.resume(turn.turnId(), VISITOR, 17, attempt)));

    assertThat(answer.attempt()).isEqualTo(2);
    assertThat(answer.from()).isEqualTo(from);
    AnswerRequest request = (AnswerRequest) asked.get(1);
    assertThat(request.attempt()).isEqualTo(attempt);
    assertThat(request.fromIn(2)).isEqualTo(from);
  }

  @Test
  @DisplayName("the last turn whose key begins so is resumed from its beginning")
  void resumesTheLatest() {
    Answer answer = await(onContext(() -> client.resumeLatest(turn.domainId(), VISITOR, "chat")));

    assertThat(answer.from()).isZero();
    assertThat(asked.get(0)).isEqualTo(new FindLatestTurn(turn.domainId(), VISITOR, "chat"));
  }

  @Test
  @DisplayName("a turn that is not his is not there")
  void notHis() {
    assertThatThrownBy(() -> await(onContext(() -> client.resume(id(), VISITOR, 0))))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.NOT_FOUND));
    assertThatThrownBy(() -> await(onContext(() -> client.stop(id(), VISITOR))))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.NOT_FOUND));
    assertThat(asked).hasOnlyElementsOfType(FindTurn.class);
  }

  @Test
  @DisplayName(
      "a resume that the bot refuses fails, since there is nothing to lose by asking again")
  void refused() {
    handshake = Future.failedFuture(Failure.OVERLOADED.because("too many"));

    assertThatThrownBy(() -> await(onContext(() -> client.resume(turn.turnId(), VISITOR, 0))))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.OVERLOADED));
  }

  @Test
  @DisplayName("a stop names his own turn to the bot, and completes when the answer is over")
  void stops() {
    await(onContext(() -> client.stop(turn.turnId(), VISITOR)));

    assertThat(asked)
        .containsExactly(new FindTurn(turn.turnId(), VISITOR, true), new StopAnswer(turn));
  }

  @Test
  @DisplayName("a history is asked for as it is, and a reset completes")
  void historyAndReset() {
    HistoryPage page = new HistoryPage(List.of(), Optional.of(id()));
    Bus bus = new Bus(vertx);
    bus.answer(
        Addresses.CHAT_HISTORY,
        request -> {
          asked.add(request);
          return Future.succeededFuture(page);
        });
    bus.answer(
        Addresses.CHAT_RESET,
        request -> {
          asked.add(request);
          return Future.succeededFuture(new VisitorReset(request.domainId()));
        });
    ReadHistory wanted = new ReadHistory(turn.domainId(), VISITOR, Optional.of(id()), 7);

    assertThat(await(onContext(() -> client.history(wanted)))).isEqualTo(page);
    await(onContext(() -> client.reset(turn.domainId(), VISITOR)));
    assertThat(asked).containsExactly(wanted, new ResetVisitor(turn.domainId(), VISITOR));
  }

  private Future<TurnOpened> find(Record query, boolean found) {
    asked.add(query);
    return found
        ? Future.succeededFuture(turn)
        : Future.failedFuture(Failure.NOT_FOUND.because("there is no such turn"));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    Promise<T> done = Promise.promise();
    vertx.getOrCreateContext().runOnContext(run -> action.get().onComplete(done));
    return done.future();
  }

  private static UUID id() {
    return UUID.randomUUID();
  }
}
