package dev.parley.http;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerRated;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStarted;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStopped;
import dev.parley.bus.Bus;
import dev.parley.bus.CodeRequested;
import dev.parley.bus.CodeVerified;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.Failure;
import dev.parley.bus.FindLatestTurn;
import dev.parley.bus.FindPolicy;
import dev.parley.bus.FindTurn;
import dev.parley.bus.Frame;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.Outcome;
import dev.parley.bus.RateAnswer;
import dev.parley.bus.Rating;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.RequestCode;
import dev.parley.bus.ResetVisitor;
import dev.parley.bus.StopAnswer;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VerifyCode;
import dev.parley.bus.VisitorReset;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Stands for the customer and bot verticles: speaks the bus contract, and says what a test tells it
 * to say. Keeps turns and answers as they do, in memory. Thread-safe.
 */
final class ScriptedParley {

  static final UUID DOMAIN = UUID.fromString("11111111-1111-4111-8111-111111111111");

  private static final Ids IDS = new Ids();
  private static final String BOT = "scripted.bot";

  private final Vertx vertx;
  private final AtomicInteger credit = new AtomicInteger();
  private final Map<UUID, ScriptedAnswer> answers = new ConcurrentHashMap<>();

  /** Every turn that was stored, and what it was opened as, in their order. */
  final List<Turn> turns = new CopyOnWriteArrayList<>();

  final List<TurnOpened> opened = new CopyOnWriteArrayList<>();
  final List<ReadHistory> reads = new CopyOnWriteArrayList<>();
  final List<ResetVisitor> resets = new CopyOnWriteArrayList<>();
  final List<RequestCode> codeRequests = new CopyOnWriteArrayList<>();
  final List<VerifyCode> codes = new CopyOnWriteArrayList<>();

  /** How long nothing is mailed to any address. */
  volatile Optional<Duration> mailboxWait = Optional.empty();

  volatile HistoryPage history = new HistoryPage(List.of(), Optional.empty());
  final Map<UUID, DomainLimits> ownLimits = new ConcurrentHashMap<>();
  final List<Frame.Mute> muted = new CopyOnWriteArrayList<>();
  final List<Rating> ratings = new CopyOnWriteArrayList<>();
  final List<Frame.Cancel> cancelled = new CopyOnWriteArrayList<>();

  /** How often a turn was asked for, also in vain. */
  final AtomicInteger requests = new AtomicInteger();

  /** How often the bot was asked. */
  final AtomicInteger asked = new AtomicInteger();

  volatile Optional<RuntimeException> refusal = Optional.empty();

  /** How many turns may wait until they are let in; when it is empty, none waits. */
  volatile Optional<Integer> places = Optional.empty();

  final Deque<Runnable> waiting = new ConcurrentLinkedDeque<>();

  /** What the domains allow, all of them. */
  volatile List<String> allowedOrigins = List.of("*");

  /** Why nobody can say what they allow. */
  volatile Optional<Failure> noPolicy = Optional.empty();

  volatile Consumer<ScriptedAnswer> script = answer -> answer.say("Hello").say(" there").end();

  ScriptedParley(Vertx vertx) {
    this.vertx = vertx;
    Bus bus = new Bus(vertx);
    bus.answer(Addresses.CHAT_TURN, this::open);
    bus.answer(Addresses.CHAT_HISTORY, this::read);
    bus.answer(Addresses.CHAT_RESET, this::reset);
    bus.answer(Addresses.VISITOR_CODE, this::requestCode);
    bus.answer(Addresses.VISITOR_VERIFY, this::verify);
    bus.answer(Addresses.CHAT_FIND, this::find);
    bus.answer(Addresses.CHAT_FIND_LATEST, this::findLatest);
    bus.answer(Addresses.DOMAIN_POLICY, this::policy);
    bus.answer(Addresses.BOT_ANSWER, this::answer);
    bus.answer(Addresses.CHAT_RATE, this::rate);
    bus.answer(Addresses.BOT_STOP, this::stop);
    bus.listen(new Address<Frame, Void>(BOT), this::receive);
  }

  /** Begins as if nobody had ever said anything. */
  synchronized void forget() {
    turns.clear();
    opened.clear();
    answers.clear();
    resets.clear();
    ratings.clear();
    cancelled.clear();
    asked.set(0);
  }

  /** How many frames the reader may still be sent. */
  int credit() {
    return credit.get();
  }

  void frameSent() {
    credit.decrementAndGet();
  }

  private synchronized Future<TurnOpened> open(Turn turn) {
    requests.incrementAndGet();
    if (refusal.isPresent()) {
      return Future.failedFuture(refusal.get());
    }
    return places.isPresent() ? wait(turn, places.get()) : store(turn);
  }

  private Future<TurnOpened> wait(Turn turn, int most) {
    if (waiting.size() >= most) {
      return Future.failedFuture(Failure.OVERLOADED.because("too many wait"));
    }
    Promise<TurnOpened> stored = Promise.promise();
    waiting.add(() -> store(turn).onComplete(stored));
    return stored.future();
  }

  private synchronized Future<TurnOpened> store(Turn turn) {
    Optional<Integer> before =
        turn.key().isEmpty()
            ? Optional.empty()
            : newest(
                it ->
                    it.domainId().equals(turn.domainId())
                        && it.visitor().equals(turn.visitor())
                        && it.key().equals(turn.key()));
    if (before.isEmpty()) {
      turns.add(turn);
      opened.add(opened(turn));
      return Future.succeededFuture(opened.get(opened.size() - 1));
    }
    return turns.get(before.get()).message().equals(turn.message())
        ? Future.succeededFuture(repeated(before.get()))
        : Future.failedFuture(Failure.KEY_REUSED.because("another message"));
  }

  /** How an answer ended, if it did. */
  Optional<AnswerStatus> status(String turnId) {
    return answers.get(UUID.fromString(turnId)).status();
  }

  /** Every domain is there; what it allows a test may say. */
  private Future<DomainPolicy> policy(FindPolicy question) {
    if (noPolicy.isPresent()) {
      return Future.failedFuture(noPolicy.get().because("as the test has it"));
    }
    return Future.succeededFuture(
        new DomainPolicy(
            question.domainId(),
            "Shop",
            "Hello!",
            "en",
            allowedOrigins,
            ownLimits.getOrDefault(question.domainId(), DomainLimits.NONE)));
  }

  private static TurnOpened opened(Turn turn) {
    return new TurnOpened(
        IDS.create(),
        turn.domainId(),
        IDS.create(),
        IDS.create(),
        Optional.empty(),
        Outcome.ANONYMOUS,
        false);
  }

  private Future<HistoryPage> read(ReadHistory request) {
    reads.add(request);
    return refusal.isPresent()
        ? Future.failedFuture(refusal.get())
        : Future.succeededFuture(history);
  }

  private Future<VisitorReset> reset(ResetVisitor request) {
    resets.add(request);
    return refusal.isPresent()
        ? Future.failedFuture(refusal.get())
        : Future.succeededFuture(new VisitorReset(request.domainId()));
  }

  private Future<CodeRequested> requestCode(RequestCode request) {
    codeRequests.add(request);
    return refusal.isPresent()
        ? Future.failedFuture(refusal.get())
        : Future.succeededFuture(new CodeRequested(mailboxWait));
  }

  private Future<CodeVerified> verify(VerifyCode request) {
    codes.add(request);
    return refusal.isPresent()
        ? Future.failedFuture(refusal.get())
        : Future.succeededFuture(new CodeVerified(request.domainId()));
  }

  private Future<TurnOpened> find(FindTurn wanted) {
    return found(
        newest(
            (turn, it) ->
                it.turnId().equals(wanted.turnId()) && turn.visitor().equals(wanted.visitor())));
  }

  private Future<TurnOpened> findLatest(FindLatestTurn wanted) {
    return found(
        newest(
            turn ->
                turn.domainId().equals(wanted.domainId())
                    && turn.visitor().equals(wanted.visitor())
                    && turn.key().orElse("").startsWith(wanted.keyPrefix())));
  }

  private synchronized Future<TurnOpened> found(Optional<Integer> index) {
    if (refusal.isPresent()) {
      return Future.failedFuture(refusal.get());
    }
    return index
        .map(it -> Future.succeededFuture(repeated(it)))
        .orElseGet(() -> Future.failedFuture(Failure.NOT_FOUND.because("no such turn")));
  }

  private interface Wanted {
    boolean test(Turn turn, TurnOpened opened);
  }

  private Optional<Integer> newest(Predicate<Turn> wanted) {
    return newest((turn, it) -> wanted.test(turn));
  }

  private synchronized Optional<Integer> newest(Wanted wanted) {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (wanted.test(turns.get(i), opened.get(i))) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private TurnOpened repeated(int index) {
    TurnOpened it = opened.get(index);
    return new TurnOpened(
        it.turnId(),
        it.domainId(),
        it.visitorId(),
        it.roomId(),
        it.customerId(),
        it.outcome(),
        true);
  }

  private synchronized Future<AnswerStarted> answer(AnswerRequest request) {
    credit.set(request.window());
    UUID turnId = request.turn().turnId();
    boolean ask = request.question().isPresent();
    ScriptedAnswer before = answers.get(turnId);
    boolean afresh = before == null || (ask && before.brokeOff());
    int attempt = before == null ? 1 : before.attempt() + 1;
    ScriptedAnswer answer =
        afresh ? new ScriptedAnswer(vertx, this, request.question().orElse(""), attempt) : before;
    answers.put(turnId, answer);
    boolean replayed = !afresh && answer.isOver();
    answer.join(request);
    if (afresh) {
      asked.incrementAndGet();
      vertx.runOnContext(begun -> script.accept(answer));
    }
    return Future.succeededFuture(
        new AnswerStarted(BOT, request.reader(), replayed, afresh, answer.attempt()));
  }

  private Future<AnswerRated> rate(RateAnswer rated) {
    return find(new FindTurn(rated.turnId(), rated.visitor()))
        .map(
            turn -> {
              ratings.add(rated.rating());
              return new AnswerRated(turn.turnId());
            });
  }

  private synchronized Future<AnswerStopped> stop(StopAnswer stop) {
    UUID turnId = stop.turn().turnId();
    answers.get(turnId).end(AnswerStatus.STOPPED);
    return Future.succeededFuture(new AnswerStopped(turnId));
  }

  private void receive(Frame frame) {
    if (frame instanceof Frame.Credit more) {
      credit.addAndGet(more.frames());
    } else if (frame instanceof Frame.Mute mute) {
      muted.add(mute);
    } else if (frame instanceof Frame.Cancel cancel) {
      cancelled.add(cancel);
    }
  }
}
