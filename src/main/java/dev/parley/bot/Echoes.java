package dev.parley.bot;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.OpenAnswer;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that nobody says here: those that are over are said again from storage, and those that
 * another process says are followed there. To a reader they are like any other; nothing is stored
 * of them. Not thread-safe: belongs to one event loop.
 */
final class Echoes {

  /** How often it is looked how far another process has come; it stores about once a second. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** How many looks in a row may fail. */
  private static final int MOST_FAILURES = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Echoes.class);

  private static final RunningAnswer.Store NOT_STORED = (answer, late) -> Future.succeededFuture();

  private final Vertx vertx;
  private final Context context;
  private final Bus bus;
  private final int most;
  private final Predicate<UUID> runsHere;

  /** What is followed, once each, however many hear it. */
  private final Map<UUID, Following> followed = new HashMap<>();

  private boolean closed;

  /**
   * @param most how many answers may be followed at once
   * @param runsHere whether a turn is answered in this process by now
   */
  Echoes(Vertx vertx, Context context, int most, Predicate<UUID> runsHere) {
    this.vertx = vertx;
    this.context = context;
    this.most = most;
    this.runsHere = runsHere;
    this.bus = new Bus(vertx);
  }

  /** Says an answer again. */
  RunningAnswer replay(TurnOpened turn, AnswerStanding.Over over) {
    RunningAnswer echo = echo(turn, over.attempt());
    echo.say(over.text());
    echo.sources(over.sources());
    echo.cut(over.status());
    return echo;
  }

  /**
   * Says what another process says, as far as it is stored. To be joined within this tick.
   *
   * @throws io.vertx.core.eventbus.ReplyException {@link Failure#OVERLOADED} when too many are
   *     followed, {@link Failure#UNAVAILABLE} on the way down
   */
  RunningAnswer follow(TurnOpened turn, AnswerStanding.Elsewhere soFar) {
    Following following = followed.get(turn.turnId());
    if (following != null && following.echo.attempt() == soFar.attempt()) {
      return following.echo;
    }
    if (following != null) {
      following.end(AnswerStatus.FAILED); // somebody began it afresh
    }
    if (closed) {
      throw Failure.UNAVAILABLE.because("the server is going down");
    }
    if (followed.size() >= most) {
      throw Failure.OVERLOADED.because("too many answers are followed");
    }
    Following begun = new Following(turn, echo(turn, soFar.attempt()));
    followed.put(turn.turnId(), begun);
    context.runOnContext(joined -> begun.hear(soFar));
    return begun.echo;
  }

  /** On the way down: who follows an answer hears no more of it here. */
  void close() {
    closed = true;
    List.copyOf(followed.values()).forEach(following -> following.end(AnswerStatus.INTERRUPTED));
  }

  private RunningAnswer echo(TurnOpened turn, int attempt) {
    return new RunningAnswer(turn, attempt, Integer.MAX_VALUE, context, NOT_STORED);
  }

  /** One answer that is followed as long as somebody hears it. */
  private final class Following {

    private final OpenAnswer look;
    private final RunningAnswer echo;
    private int failures;

    Following(TurnOpened turn, RunningAnswer echo) {
      this.look = new OpenAnswer(turn, false);
      this.echo = echo;
    }

    void hear(AnswerStanding standing) {
      failures = 0;
      if (isTakenForLost(standing)) {
        lookLater();
      } else if (standing.attempt() != echo.attempt()) {
        end(AnswerStatus.FAILED); // somebody began it afresh
      } else if (standing instanceof AnswerStanding.Over over) {
        echo.sources(over.sources());
        end(say(over.text()) ? over.status() : AnswerStatus.FAILED);
      } else if (standing instanceof AnswerStanding.Elsewhere elsewhere && say(elsewhere.text())) {
        lookLater();
      } else {
        end(AnswerStatus.FAILED);
      }
    }

    /** Followed before it began here: the database cannot know that this process says it. */
    private boolean isTakenForLost(AnswerStanding standing) {
      return standing instanceof AnswerStanding.Over over
          && over.status() == AnswerStatus.INTERRUPTED
          && runsHere.test(look.turn().turnId());
    }

    void end(AnswerStatus status) {
      followed.remove(look.turn().turnId(), this);
      echo.cut(status);
    }

    /** False when it is not the text that was said so far: it was erased, say. */
    private boolean say(String text) {
      String said = echo.said();
      if (!text.startsWith(said)) {
        return false;
      }
      if (text.length() > said.length()) {
        echo.say(text.substring(said.length()));
      }
      return true;
    }

    private void lookLater() {
      vertx.setTimer(LOOK_EVERY.toMillis(), id -> look());
    }

    private void look() {
      if (!echo.hasReaders()) {
        end(AnswerStatus.FAILED); // to nobody
      } else {
        bus.request(Addresses.CHAT_ANSWER_OPEN, look)
            .onSuccess(this::hear)
            .onFailure(this::lookAgain);
      }
    }

    private void lookAgain(Throwable failure) {
      if (++failures < MOST_FAILURES) {
        lookLater();
      } else {
        LOG.warn("The answer to turn {} cannot be followed", look.turn().turnId(), failure);
        end(AnswerStatus.FAILED);
      }
    }
  }
}
