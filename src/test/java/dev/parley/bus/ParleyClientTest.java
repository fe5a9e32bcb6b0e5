package dev.parley.bus;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The reading end of the protocol, against a bot whose every frame the test sends itself. */
class ParleyClientTest {

  private static final String BOT = "test.bot";
  private static final Turn TURN = new Turn(UUID.randomUUID(), VisitorSecret.issue(), "Hello");

  private final List<Frame> toBot = new CopyOnWriteArrayList<>();
  private final List<AnswerRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private Context context;
  private MessageConsumer<AnswerRequest> asking;
  private MessageConsumer<Frame> bot;
  private ParleyClient client;
  private boolean pays;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    BusCodecs.register(vertx.eventBus());
    Bus bus = new Bus(vertx);
    bus.answer(Addresses.CHAT_TURN, turn -> Future.succeededFuture(opened(turn)));
    asking =
        bus.answer(
            Addresses.BOT_ANSWER,
            request -> {
              requests.add(request);
              return Future.succeededFuture(new AnswerStarted(BOT, 77, false, pays));
            });
    bot =
        vertx
            .eventBus()
            .consumer(
                BOT,
                message -> {
                  toBot.add(message.body());
                  message.reply(null);
                });
    client = onContext(() -> new BusParleyClient(vertx, Duration.ofMillis(20)));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  @DisplayName("the pieces come in order, and the end after them")
  void pieces() {
    Answer answer = ask();
    onContext(answer::resume);
    text(0, "Hel");
    text(3, "lo");
    end(AnswerStatus.COMPLETE);

    assertThat(await(answer.ended())).isEqualTo(AnswerStatus.COMPLETE);
    assertThat(heard).containsExactly("Hel", "lo", "(end)");
  }

  @Test
  @DisplayName(
      "a stalled reader is told nothing and gives no credit; what came waits, the end as well")
  void stalled() {
    Answer answer = ask();
    for (int i = 0; i < AnswerStream.WINDOW; i++) {
      text(i, "x");
    }
    end(AnswerStatus.STOPPED);
    settle();
    assertThat(heard).isEmpty();
    assertThat(answer.ended().isComplete()).isFalse();

    onContext(() -> answer.fetch(2));
    assertThat(heard).hasSize(2);
    onContext(answer::resume);
    assertThat(await(answer.ended())).isEqualTo(AnswerStatus.STOPPED);
    assertThat(heard).hasSize(AnswerStream.WINDOW + 1);
  }

  @Test
  @DisplayName("credit goes back half a window at a time, for what the handler took")
  void credit() {
    Answer answer = ask();
    onContext(() -> answer.fetch(AnswerStream.WINDOW / 2 - 1));
    for (int i = 0; i < AnswerStream.WINDOW; i++) {
      text(i, "x");
    }
    settle();
    assertThat(credits()).isEmpty();

    onContext(() -> answer.fetch(1));
    Awaitility.await().until(() -> credits().size() == 1);
    assertThat(credits()).containsExactly(new Frame.Credit(77, AnswerStream.WINDOW / 2));
  }

  @Test
  @DisplayName("an answer that failed ends with an exception that says how")
  void failed() {
    Answer answer = ask();
    onContext(answer::resume);
    text(0, "Hel");
    end(AnswerStatus.INTERRUPTED);

    assertThatThrownBy(() -> await(answer.ended()))
        .isInstanceOfSatisfying(
            AnswerLostException.class,
            lost -> assertThat(lost.status()).isEqualTo(AnswerStatus.INTERRUPTED));
    assertThat(heard).containsExactly("Hel", "(lost)");
  }

  @Test
  @DisplayName("he who leaves tells the bot, and hears no more")
  void leave() {
    Answer answer = ask();
    onContext(answer::resume);
    onContext(
        () -> {
          answer.leave();
          return null;
        });
    text(0, "too late");
    Awaitility.await().until(() -> toBot.contains(new Frame.Cancel(77)));
    settle();
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName("he who pays is told what it cost, whether he hears the end or left")
  void cost() {
    pays = true;
    Answer heardOut = ask();
    Future<Integer> cost = onContext(heardOut::cost);
    onContext(heardOut::resume);
    send(new Frame.End(requests.get(0).reader(), AnswerStatus.COMPLETE, 42, List.of()));
    assertThat(await(cost)).isEqualTo(42);

    Answer left = ask();
    Future<Integer> told = onContext(left::cost);
    onContext(
        () -> {
          left.leave();
          return null;
        });
    Awaitility.await().until(() -> toBot.contains(new Frame.Mute(77)));
    send(new Frame.Text(requests.get(1).reader(), 0, "too late"));
    assertThat(told.isComplete()).isFalse();
    send(new Frame.End(requests.get(1).reader(), AnswerStatus.COMPLETE, 43, List.of()));
    assertThat(await(told)).isEqualTo(43);
    assertThat(toBot).doesNotContain(new Frame.Cancel(77));
    assertThat(heard).containsExactly("(end)");
  }

  @Test
  @DisplayName("he who does not pay, or whose bot died, is told that it cost nothing")
  void noCost() {
    assertThat(await(onContext(ask()::cost))).isZero();

    pays = true;
    Answer answer = ask();
    Future<Integer> cost = onContext(answer::cost);
    onContext(
        () -> {
          answer.leave();
          return null;
        });
    Awaitility.await().until(() -> toBot.contains(new Frame.Mute(77)));
    await(bot.unregister());
    assertThat(await(cost)).isZero();
  }

  @Test
  @DisplayName(
      "he who does not take what waits for him says that he is there, and after he left no more")
  void stays() {
    Answer answer = ask(); // paused
    send(new Frame.Text(requests.get(0).reader(), 0, "Hello"));
    Awaitility.await().until(() -> toBot.contains(new Frame.Credit(77, 0)));
    onContext(
        () -> {
          answer.leave();
          return null;
        });
    Awaitility.await().until(() -> toBot.contains(new Frame.Cancel(77)));
    assertThat(toBot.get(toBot.size() - 1)).isEqualTo(new Frame.Cancel(77));
  }

  @Test
  @DisplayName("he who left before the bot replied tells it as soon as it does")
  void leavesBeforeTheReply() {
    await(asking.unregister());
    Promise<AnswerStarted> reply = Promise.promise();
    Promise<Void> asked = Promise.promise();
    new Bus(vertx)
        .answer(
            Addresses.BOT_ANSWER,
            request -> {
              asked.complete();
              return reply.future();
            });
    onContext(() -> client.ask(TURN));
    await(asked.future());
    onContext(() -> client.close());
    reply.complete(new AnswerStarted(BOT, 78, false, false));

    Awaitility.await().until(() -> toBot.contains(new Frame.Cancel(78)));
  }

  @Test
  @DisplayName("a bot that died is noticed, and its answers end")
  void botDied() {
    Answer answer = ask();
    onContext(answer::resume);
    Awaitility.await().until(() -> toBot.contains(new Frame.Ping()));
    await(bot.unregister());

    assertThatThrownBy(() -> await(answer.ended())).isInstanceOf(AnswerLostException.class);
  }

  @Test
  @DisplayName(
      "a bot that cannot be asked is an answer that is lost: the message is stored all the same")
  void botAway() {
    await(asking.unregister());
    Answer answer = await(onContext(() -> client.ask(TURN)));
    onContext(() -> answer.exceptionHandler(lost -> heard.add("(lost)")));
    assertThat(heard).isEmpty();
    onContext(answer::resume);

    assertThatThrownBy(() -> await(answer.ended())).isInstanceOf(AnswerLostException.class);
    assertThat(heard).containsExactly("(lost)");
  }

  @Test
  @DisplayName("a turn that is refused says why")
  void refused() {
    Vertx other = Vertx.vertx();
    try {
      BusCodecs.register(other.eventBus());
      assertThatThrownBy(() -> await(ParleyClient.create(other).ask(TURN)))
          .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNAVAILABLE));
    } finally {
      await(other.close());
    }
  }

  private Answer ask() {
    Answer answer = await(onContext(() -> client.ask(TURN)));
    return onContext(
        () ->
            answer
                .handler(heard::add)
                .endHandler(end -> heard.add("(end)"))
                .exceptionHandler(lost -> heard.add("(lost)")));
  }

  private void text(int offset, String text) {
    send(new Frame.Text(requests.get(0).reader(), offset, text));
  }

  private void end(AnswerStatus status) {
    send(new Frame.End(requests.get(0).reader(), status));
  }

  private void send(Frame frame) {
    vertx.eventBus().send(requests.get(0).readerAddress(), frame);
  }

  /** Everything that was sent so far has been heard when this has. */
  private void settle() {
    long reader = 1_000_000L + toBot.size();
    AnswerRequest request = requests.get(0);
    await(
        vertx
            .eventBus()
            .<Object>sender(request.readerAddress())
            .write(new Frame.End(reader, AnswerStatus.COMPLETE)));
    onContext(() -> null);
  }

  private List<Frame> credits() {
    return new ArrayList<>(toBot)
        .stream()
            .filter(frame -> frame instanceof Frame.Credit credit && credit.frames() > 0)
            .toList();
  }

  private static TurnOpened opened(Turn turn) {
    UUID id = UUID.randomUUID();
    return new TurnOpened(id, turn.domainId(), id, id, Optional.empty(), Outcome.ANONYMOUS, false);
  }

  /** Runs on the client's event loop, as a client must be used. */
  private <T> T onContext(Callable<T> action) {
    return Await.onContext(context, action);
  }
}
