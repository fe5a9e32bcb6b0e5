package dev.parley.bot;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStarted;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStopped;
import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.OpenAnswer;
import dev.parley.bus.StopAnswer;
import dev.parley.bus.StopHeard;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the answer that is asked for, to hear it or to stop it: it begins, or runs here, or at
 * another verticle of this process, or in another process, or is over. One that nobody asked for
 * before begins without a look. Not thread-safe: belongs to its verticle's event loop.
 */
final class AnswerDoor {

  /** How long a stop waits for another process to end its answer, before it is told so again. */
  private static final Duration STOP_AGAIN_AFTER = Duration.ofMillis(100);

  /** Whoever asked waits a little longer for his reply. */
  private static final Duration STOP_PATIENCE = Bus.REPLY_TIMEOUT.minusSeconds(3);

  private static final int FIRST_ATTEMPT = 1;

  private final Vertx vertx;
  private final Bus bus;
  private final String address;
  private final Answers answers;
  private final Readers readers;
  private final Echoes echoes;

  /**
   * @param address the verticle's own
   */
  AnswerDoor(Vertx vertx, String address, Answers answers, Readers readers, Echoes echoes) {
    this.vertx = vertx;
    this.bus = new Bus(vertx);
    this.address = address;
    this.answers = answers;
    this.readers = readers;
    this.echoes = echoes;
  }

  /** Opens a reader on the answer, which begins now, or runs, or is over. */
  Future<AnswerStarted> answer(AnswerRequest request) {
    return answers.mayBegin(request) ? begin(request, FIRST_ATTEMPT) : join(request);
  }

  private Future<AnswerStarted> begin(AnswerRequest request, int attempt) {
    Optional<String> elsewhere = answers.takeOrElsewhere(request.turn().turnId());
    return elsewhere.isPresent()
        ? passOn(request, elsewhere.get())
        : answers
            .runningOrBegun(request, attempt)
            .map(answer -> started(request, answer, false))
            .orElseGet(() -> join(request));
  }

  /** Where the answer runs; else as it stands in the database. */
  private Future<AnswerStarted> join(AnswerRequest request) {
    UUID turnId = request.turn().turnId();
    Optional<RunningAnswer> here = answers.find(turnId);
    if (here.isPresent()) {
      return started(request, here.get(), false);
    }
    Optional<String> elsewhere = answers.whereabouts(turnId);
    return elsewhere.isPresent()
        ? passOn(request, elsewhere.get())
        : bus.request(
                Addresses.CHAT_ANSWER_OPEN,
                new OpenAnswer(request.turn(), request.question().isPresent()))
            .compose(standing -> join(request, standing));
  }

  private Future<AnswerStarted> join(AnswerRequest request, AnswerStanding standing) {
    TurnOpened turn = request.turn();
    if (standing instanceof AnswerStanding.Yours yours) {
      return beginClaimed(request, yours.attempt());
    } else if (answers.whereabouts(turn.turnId()).isPresent()) {
      return join(request); // begun in this process meanwhile
    } else if (standing instanceof AnswerStanding.Over over) {
      return started(request, echoes.replay(turn, over), true);
    } else if (standing instanceof AnswerStanding.Elsewhere elsewhere) {
      return started(request, echoes.follow(turn, elsewhere), false);
    }
    throw new IllegalStateException("there is no other standing: " + standing);
  }

  private Future<AnswerStarted> beginClaimed(AnswerRequest request, int attempt) {
    answers.claim(request.turn().turnId(), attempt);
    try {
      return begin(request, attempt);
    } catch (ReplyException refused) {
      answers.giveBack(request.turn(), attempt);
      return Future.failedFuture(refused);
    }
  }

  private Future<AnswerStarted> started(
      AnswerRequest request, RunningAnswer answer, boolean replayed) {
    Reader reader = readers.open(request, answer);
    return Future.succeededFuture(
        new AnswerStarted(address, reader.stream(), replayed, reader.pays(), answer.attempt()));
  }

  private Future<AnswerStarted> passOn(AnswerRequest request, String botAddress) {
    return bus.request(new Address<AnswerRequest, AnswerStarted>(botAddress), request);
  }

  /** Ends the answer where it is, wherever it runs. */
  Future<AnswerStopped> stop(StopAnswer request) {
    UUID turnId = request.turn().turnId();
    Optional<RunningAnswer> here = answers.find(turnId);
    if (here.isPresent()) {
      here.get().cut(AnswerStatus.STOPPED);
      // It may have broken off before, and only waited to be stored.
      return here.get()
          .stored()
          .compose(
              status ->
                  status.endsWell()
                      ? Future.succeededFuture(new AnswerStopped(turnId))
                      : stopWhatIsStored(request));
    }
    Optional<String> elsewhere = answers.whereabouts(turnId);
    return elsewhere.isPresent()
        ? bus.request(new Address<StopAnswer, AnswerStopped>(elsewhere.get()), request)
        : stopWhatIsStored(request);
  }

  private Future<AnswerStopped> stopWhatIsStored(StopAnswer request) {
    return stopWhatIsStored(request, System.nanoTime() + STOP_PATIENCE.toNanos());
  }

  /**
   * What another process says, or broke off. Told again until it is over: a process that was away
   * for a moment did not hear it.
   */
  private Future<AnswerStopped> stopWhatIsStored(StopAnswer request, long deadline) {
    return bus.request(Addresses.CHAT_ANSWER_OPEN, new OpenAnswer(request.turn(), false))
        .compose(
            standing -> {
              // What broke off is stopped, too, and not asked for afresh any more.
              if (standing instanceof AnswerStanding.Over over && over.status().endsWell()) {
                return Future.succeededFuture(new AnswerStopped(request.turn().turnId()));
              } else if (System.nanoTime() - deadline > 0) {
                return Future.failedFuture(
                    Failure.UNAVAILABLE.because("whoever says the answer does not hear"));
              }
              return bus.request(Addresses.CHAT_STOP, request)
                  .compose(told -> vertx.timer(STOP_AGAIN_AFTER.toMillis(), MILLISECONDS))
                  .compose(later -> stopWhatIsStored(request, deadline));
            });
  }

  /** On the way down: whoever follows an answer of another process hears no more of it here. */
  void close() {
    echoes.close();
  }

  /** Another process was asked to stop an answer that it does not say. */
  void stopHeard(StopHeard stop) {
    answers.find(stop.turnId()).ifPresent(answer -> answer.cut(AnswerStatus.STOPPED));
  }
}
