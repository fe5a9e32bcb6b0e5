package dev.parley.bot;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import dev.parley.testing.Logged;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RunningAnswerTest {

  private static final UUID ID = UUID.randomUUID();
  private static final TurnOpened TURN =
      new TurnOpened(ID, ID, ID, ID, Optional.empty(), Outcome.ANONYMOUS, false);
  private static final Question QUESTION =
      new Question(ID, ID, ID, "Hi?", Outcome.ANONYMOUS, "english");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  @DisplayName("a look-up that takes too long is told in one line, and so is one too many")
  void tellsOfOverload() {
    Future<Void> late = Promise.<Void>promise().future().timeout(1, TimeUnit.MILLISECONDS);
    Future<Void> tooMuch = Future.failedFuture(Failure.OVERLOADED.because("too much at once"));
    String begins = "The slow bot broke off its answer to turn " + ID + ": ";

    ILoggingEvent ofLate = loggedOf(late);
    assertThat(ofLate.getFormattedMessage())
        .isEqualTo(begins + "what it looked up did not come in time");
    assertThat(ofLate.getThrowableProxy()).isNull();
    ILoggingEvent ofTooMuch = loggedOf(tooMuch);
    assertThat(ofTooMuch.getFormattedMessage()).isEqualTo(begins + "too much at once");
    assertThat(ofTooMuch.getThrowableProxy()).isNull();
  }

  @Test
  @DisplayName("a fault is told with where it was")
  void tellsOfFaults() {
    ILoggingEvent logged = loggedOf(Future.failedFuture(new IllegalStateException("a fault")));

    assertThat(logged.getThrowableProxy().getMessage()).isEqualTo("a fault");
  }

  @Test
  @DisplayName("given to a retry while it is stored, it is stored as that attempt, and well")
  void givenWhileStored() {
    List<Integer> attempts = new ArrayList<>();
    Promise<Void> first = Promise.promise();
    RunningAnswer answer =
        new RunningAnswer(
            TURN,
            1,
            100,
            vertx.getOrCreateContext(),
            (finished, onLate) -> {
              attempts.add(finished.attempt());
              return attempts.size() == 1 ? first.future() : Future.succeededFuture();
            });
    answer.begin(new SlowBot(Future.succeededFuture()), QUESTION);
    answer.isAlso(2);
    first.fail("another attempt has it");

    assertThat(await(answer.stored())).isEqualTo(AnswerStatus.COMPLETE);
    assertThat(attempts).containsExactly(1, 2);
  }

  /** What is told of an answer whose look-up fails so. */
  private ILoggingEvent loggedOf(Future<Void> lookUp) {
    try (Logged logged = Logged.by(RunningAnswer.class)) {
      RunningAnswer answer =
          new RunningAnswer(
              TURN,
              1,
              100,
              vertx.getOrCreateContext(),
              (finished, onLate) -> Future.succeededFuture());
      answer.begin(new SlowBot(lookUp), QUESTION);
      await(answer.stored());
      assertThat(logged.events()).hasSize(1);
      return logged.events().get(0);
    }
  }

  private record SlowBot(Future<Void> lookUp) implements Bot {

    @Override
    public Answering answer(Question question, Speech speech) {
      lookUp.onComplete(found -> speech.done(), speech::fail);
      return Answering.OVER;
    }

    @Override
    public String label() {
      return "slow";
    }
  }
}
