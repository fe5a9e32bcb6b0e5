package dev.parley.http;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStarted;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Bus;
import dev.parley.bus.Frame;
import dev.parley.bus.Outcome;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Stands for the customer and bot verticles: speaks the bus contract, and says what a test tells it
 * to say. Thread-safe.
 */
final class ScriptedParley {

  static final UUID DOMAIN = UUID.fromString("11111111-1111-4111-8111-111111111111");

  private static final String BOT = "scripted.bot";

  private final Vertx vertx;
  private final AtomicInteger credit = new AtomicInteger();

  final List<Turn> turns = new CopyOnWriteArrayList<>();
  final List<TurnOpened> opened = new CopyOnWriteArrayList<>();
  final List<Frame.Cancel> cancelled = new CopyOnWriteArrayList<>();

  volatile Optional<RuntimeException> refusal = Optional.empty();
  volatile Consumer<Reader> script = reader -> reader.say("Hello").say(" there").end();

  ScriptedParley(Vertx vertx) {
    this.vertx = vertx;
    Bus bus = new Bus(vertx);
    bus.answer(Addresses.CHAT_TURN, this::open);
    bus.answer(Addresses.BOT_ANSWER, this::answer);
    bus.listen(new Address<Frame, Void>(BOT), this::receive);
  }

  /** How many frames the reader may still be sent. */
  int credit() {
    return credit.get();
  }

  private Future<TurnOpened> open(Turn turn) {
    if (refusal.isPresent()) {
      return Future.failedFuture(refusal.get());
    }
    turns.add(turn);
    TurnOpened it =
        new TurnOpened(
            UUID.randomUUID(),
            turn.domainId(),
            UUID.randomUUID(),
            UUID.randomUUID(),
            Optional.empty(),
            Outcome.ANONYMOUS,
            false);
    opened.add(it);
    return Future.succeededFuture(it);
  }

  private Future<AnswerStarted> answer(AnswerRequest request) {
    credit.set(request.window());
    vertx.runOnContext(begun -> script.accept(new Reader(request)));
    return Future.succeededFuture(new AnswerStarted(BOT, 1, false));
  }

  private void receive(Frame frame) {
    if (frame instanceof Frame.Credit more) {
      credit.addAndGet(more.frames());
    } else if (frame instanceof Frame.Cancel cancel) {
      cancelled.add(cancel);
    }
  }

  /** One who hears an answer. */
  final class Reader {

    private final AnswerRequest request;
    private int offset;

    private Reader(AnswerRequest request) {
      this.request = request;
    }

    Reader say(String text) {
      credit.decrementAndGet();
      send(new Frame.Text(request.reader(), offset, text));
      offset += text.length();
      return this;
    }

    void end() {
      end(AnswerStatus.COMPLETE);
    }

    void end(AnswerStatus status) {
      send(new Frame.End(request.reader(), status));
    }

    private void send(Frame frame) {
      vertx.eventBus().send(request.readerAddress(), frame);
    }
  }
}
