package dev.parley.bot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Frame;
import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnswerStoreTest {

  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final TurnOpened turn =
      new TurnOpened(
          UUID.randomUUID(),
          UUID.randomUUID(),
          UUID.randomUUID(),
          UUID.randomUUID(),
          Optional.empty(),
          Outcome.ANONYMOUS,
          false);
  private final FinishedAnswer answer = new FinishedAnswer(turn, "Hi.", AnswerStatus.COMPLETE);
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();
  private final List<FinishedAnswer> stored = new CopyOnWriteArrayList<>();

  private Vertx vertx;
  private AnswerStore store;
  private volatile Optional<Failure> refusal = Optional.empty();

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    new Bus(vertx).answer(Addresses.CHAT_ANSWER, this::answer);
    store = new AnswerStore(vertx, PATIENCE);
  }

  @AfterEach
  void end() {
    get(vertx.close());
  }

  @Test
  @DisplayName("storing goes on beyond the patience of the readers, who are told once")
  void outlastsTheDatabase() {
    refusal = Optional.of(Failure.UNAVAILABLE);
    Future<AnswerStored> kept = store.store(answer, late::incrementAndGet);

    await().until(() -> late.get() > 0);
    int soFar = attempts.get();
    await().until(() -> attempts.get() > soFar + 1);
    assertThat(kept.isComplete()).isFalse();

    refusal = Optional.empty();
    assertThat(get(kept).turnId()).isEqualTo(turn.turnId());
    assertThat(stored).containsExactly(answer);
    assertThat(late).hasValue(1);
  }

  @Test
  @DisplayName("what no waiting mends is not tried again")
  void givesUpWhatIsLost() {
    refusal = Optional.of(Failure.NOT_FOUND);

    assertThatThrownBy(() -> get(store.store(answer, late::incrementAndGet)))
        .hasMessageContaining("refused");
    assertThat(attempts).hasValue(1);
    assertThat(late).hasValue(0);
  }

  @Test
  @DisplayName("what a fault of the disk keeps out is stored when that has passed")
  void outlastsAFault() {
    faults.set(1);

    assertThat(get(store.store(answer, late::incrementAndGet)).turnId()).isEqualTo(turn.turnId());
    assertThat(attempts).hasValue(2);
  }

  @Test
  @DisplayName(
      "a fault of the disk that stays is not waited for beyond the patience of the readers")
  void givesUpAFault() {
    refusal = Optional.of(Failure.UNSTEADY);

    assertThatThrownBy(() -> get(store.store(answer, late::incrementAndGet)))
        .hasMessageContaining("refused");
    assertThat(attempts).hasValue(3); // at once, after 100 ms, and after 200 ms more
  }

  @Test
  @DisplayName(
      "a database that was away for long, for a fault of its disk, say, is waited for anew")
  void awayForAFault() {
    refusal = Optional.of(Failure.UNAVAILABLE);
    Future<AnswerStored> kept = store.store(answer, late::incrementAndGet);
    await().until(() -> late.get() > 0);

    faults.set(1);
    refusal = Optional.empty();
    assertThat(get(kept).turnId()).isEqualTo(turn.turnId());
    assertThat(faults).hasNegativeValue();
  }

  @Test
  @DisplayName("readers hear that an answer failed while it still waits to be stored, then is")
  void readersDoNotWait() {
    refusal = Optional.of(Failure.UNAVAILABLE);
    List<Frame> frames = new CopyOnWriteArrayList<>();
    Context context = vertx.getOrCreateContext();
    RunningAnswer running = new RunningAnswer(turn, 1, 100, context, store);
    context.runOnContext(
        tick -> {
          running.join(
              new Reader(1, request(), running, false, (reader, frame) -> frames.add(frame)));
          running.say("Hi.");
          running.done();
        });

    await().until(() -> frames.size() == 2);
    assertThat(frames.get(1)).isEqualTo(new Frame.End(7, AnswerStatus.FAILED));
    assertThat(running.heard().isComplete()).isFalse();

    refusal = Optional.empty();
    get(running.heard());
    assertThat(get(running.stored())).isEqualTo(AnswerStatus.COMPLETE);
    assertThat(stored).containsExactly(answer);
    assertThat(frames).hasSize(2);
  }

  private AnswerRequest request() {
    return new AnswerRequest(turn, Optional.of("Hello?"), "nobody", 7, 32, 0);
  }

  private Future<AnswerStored> answer(FinishedAnswer asked) {
    attempts.incrementAndGet();
    if (faults.getAndDecrement() > 0) {
      return Future.failedFuture(Failure.UNSTEADY.because("refused"));
    }
    if (refusal.isPresent()) {
      return Future.failedFuture(refusal.get().because("refused"));
    }
    stored.add(asked);
    return Future.succeededFuture(new AnswerStored(asked.turn().turnId()));
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(8, SECONDS).join();
  }
}
