package dev.parley.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The client over the event bus. It has one private address, at which the frames of all its answers
 * arrive; the reader's number in a frame tells whose it is. Not thread-safe: everything happens on
 * its context's event loop.
 */
final class BusParleyClient implements ParleyClient, AnswerStream.Peer {

  /** How often a bot that owes us an answer is asked whether it is still there. */
  static final Duration PING_EVERY = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Context context;
  private final Bus bus;
  private final Address<Frame, Void> frames = new Address<>("parley.reader." + UUID.randomUUID());
  private final Map<Long, AnswerStream> streams = new HashMap<>();
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();

  private final long pingTimer;
  private long lastReader;

  BusParleyClient(Vertx vertx) {
    this(vertx, PING_EVERY);
  }

  BusParleyClient(Vertx vertx, Duration pingEvery) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.bus = new Bus(vertx);
    consumers.add(bus.listen(frames, this::receive));
    this.pingTimer = vertx.setPeriodic(pingEvery.toMillis(), id -> pingBots());
  }

  @Override
  public Future<Answer> ask(Turn turn) {
    return bus.request(Addresses.CHAT_TURN, turn)
        .map(opened -> new AnswerStream(this, context, ++lastReader, opened, 0, 0))
        .compose(
            stream ->
                listen(stream, Optional.of(turn.message()))
                    .otherwise(refused -> stream.lost(refused.getMessage())));
  }

  @Override
  public Future<Answer> resume(UUID turnId, VisitorSecret visitor, int from, int attempt) {
    return bus.request(Addresses.CHAT_FIND, new FindTurn(turnId, visitor, false))
        .compose(turn -> resume(turn, from, attempt));
  }

  @Override
  public Future<Answer> resumeLatest(UUID domainId, VisitorSecret visitor, String keyPrefix) {
    FindLatestTurn latest = new FindLatestTurn(domainId, visitor, keyPrefix);
    return bus.request(Addresses.CHAT_FIND_LATEST, latest).compose(turn -> resume(turn, 0, 0));
  }

  private Future<Answer> resume(TurnOpened turn, int from, int attempt) {
    AnswerStream stream = new AnswerStream(this, context, ++lastReader, turn, from, attempt);
    return listen(stream, Optional.empty()).onFailure(refused -> stream.leave());
  }

  private Future<Answer> listen(AnswerStream stream, Optional<String> question) {
    // In place before the bot is asked: its first frame may overtake the handshake's reply.
    streams.put(stream.reader(), stream);
    return bus.request(Addresses.BOT_ANSWER, stream.request(question, frames.name()))
        .map(stream::started);
  }

  @Override
  public Future<Void> stop(UUID turnId, VisitorSecret visitor) {
    return bus.request(Addresses.CHAT_FIND, new FindTurn(turnId, visitor))
        .compose(turn -> bus.request(Addresses.BOT_STOP, new StopAnswer(turn)))
        .mapEmpty();
  }

  @Override
  public Future<HistoryPage> history(ReadHistory request) {
    return bus.request(Addresses.CHAT_HISTORY, request);
  }

  @Override
  public Future<Void> reset(UUID domainId, VisitorSecret visitor) {
    return bus.request(Addresses.CHAT_RESET, new ResetVisitor(domainId, visitor)).mapEmpty();
  }

  @Override
  public Future<CodeRequested> requestCode(RequestCode request) {
    return bus.request(Addresses.VISITOR_CODE, request);
  }

  @Override
  public Future<Void> verify(VerifyCode request) {
    return bus.request(Addresses.VISITOR_VERIFY, request).mapEmpty();
  }

  @Override
  public Future<Void> rate(UUID turnId, VisitorSecret visitor, Rating rating) {
    return bus.request(Addresses.CHAT_RATE, new RateAnswer(turnId, visitor, rating)).mapEmpty();
  }

  private void receive(Frame frame) {
    if (frame instanceof Frame.Text text) {
      AnswerStream stream = streams.get(text.reader());
      if (stream != null) {
        stream.receive(text);
      }
    } else if (frame instanceof Frame.End end) {
      AnswerStream stream = streams.get(end.reader());
      if (stream != null) {
        stream.receive(end);
      }
    }
  }

  @Override
  public void credit(AnswerStarted stream, int frames) {
    vertx.eventBus().send(stream.botAddress(), new Frame.Credit(stream.stream(), frames));
  }

  @Override
  public void cancel(AnswerStarted stream) {
    vertx.eventBus().send(stream.botAddress(), new Frame.Cancel(stream.stream()));
  }

  @Override
  public void mute(AnswerStarted stream) {
    vertx.eventBus().send(stream.botAddress(), new Frame.Mute(stream.stream()));
  }

  @Override
  public void forget(AnswerStream stream) {
    streams.remove(stream.reader());
  }

  /** One ping per bot, however many answers it owes; and who takes nothing is still there. */
  private void pingBots() {
    streams.values().forEach(AnswerStream::stay);
    streams.values().stream()
        .map(AnswerStream::botAddress)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet())
        .forEach(
            bot ->
                bus.request(new Address<Frame, Void>(bot), new Frame.Ping())
                    .onFailure(gone -> lose(bot)));
  }

  private void lose(String bot) {
    List.copyOf(streams.values()).stream()
        .filter(stream -> bot.equals(stream.botAddress()))
        .forEach(stream -> stream.lost("the bot is gone"));
  }

  @Override
  public void onCustomer(Handler<ChatEvent.CustomerRecognised> handler) {
    onEvent(ChatEvent.CustomerRecognised.class, handler);
  }

  @Override
  public void onMessage(Handler<ChatEvent.MessageStored> handler) {
    onEvent(ChatEvent.MessageStored.class, handler);
  }

  private <E extends ChatEvent> void onEvent(Class<E> kind, Handler<E> handler) {
    consumers.add(
        bus.listen(
            Addresses.CHAT_EVENTS,
            event -> {
              if (kind.isInstance(event)) {
                handler.handle(kind.cast(event));
              }
            }));
  }

  @Override
  public Future<Void> close() {
    vertx.cancelTimer(pingTimer);
    List.copyOf(streams.values()).forEach(AnswerStream::leave);
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }
}
