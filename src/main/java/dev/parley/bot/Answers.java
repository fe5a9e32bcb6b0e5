package dev.parley.bot;

import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.TurnOpened;
import dev.parley.settings.BotSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of one verticle, from their first word until the last reader has heard them. Not
 * thread-safe: belongs to one event loop.
 */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  /** What is over before that is stored whole, and not before. */
  private static final Duration A_WHILE = Duration.ofMillis(500);

  /** How long readers wait for an answer to be stored; then they are told that it failed. */
  private static final Duration READERS_PATIENCE = Duration.ofSeconds(15);

  /** How long storing may take beyond the deadline of a shutdown. */
  private static final Duration STORING_MARGIN = Duration.ofSeconds(4);

  /** How many times {@code maxRunning} there may be with those that only wait to be stored. */
  private static final int WAITING_FACTOR = 2;

  private final Vertx vertx;
  private final Context context;
  private final String address;
  private final BotSettings settings;
  private final DomainBots bots;
  private final AnswerStore store;
  private final RunningTurns turns;
  private final BotMetrics metrics;
  private final Map<UUID, RunningAnswer> answers = new HashMap<>();

  private Optional<Instant> deadline = Optional.empty();
  private boolean closed;

  Answers(
      Vertx vertx,
      Context context,
      String address,
      BotSettings settings,
      DomainBots bots,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.context = context;
    this.address = address;
    this.settings = settings;
    this.bots = bots;
    this.store = new AnswerStore(vertx, READERS_PATIENCE);
    this.turns = RunningTurns.of(vertx, meters);
    this.metrics = new BotMetrics(meters);
  }

  /**
   * Whether the bot may begin without looking for an answer that is there: nobody has asked before,
   * nor was a retry given the turn.
   */
  boolean mayBegin(AnswerRequest request) {
    return request.question().isPresent()
        && !request.turn().repeated()
        && turns.claimed(request.turn().turnId()).isEmpty();
  }

  /** A retry was given the turn, and begins its answer. */
  void claim(UUID turnId, int attempt) {
    turns.claim(turnId, attempt);
  }

  /** It was given to a retry, and cannot begin: so that nobody waits for it, it has failed. */
  void giveBack(TurnOpened turn, int attempt) {
    store.store(new FinishedAnswer(turn, "", AnswerStatus.FAILED, List.of(), attempt), () -> {});
  }

  /** Where in this process the turn is answered, if it is: perhaps here. */
  Optional<String> whereabouts(UUID turnId) {
    return turns.find(turnId);
  }

  /**
   * The turn's answer, if it runs here. One that is over and only lingers for a slow reader is let
   * go: what is stored counts from then on.
   */
  Optional<RunningAnswer> find(UUID turnId) {
    Optional<RunningAnswer> answer = Optional.ofNullable(answers.get(turnId));
    Optional<RunningAnswer> over = answer.filter(it -> it.stored().isComplete());
    if (over.isPresent()) {
      forget(over.get());
      return Optional.empty();
    }
    answer.ifPresent(this::tell);
    return answer;
  }

  /** What is to be kept of those that go on. */
  List<GrowingAnswer> toKeep() {
    return answers.values().stream()
        .map(answer -> answer.toKeep(A_WHILE))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Takes the turn, unless its answer runs at another verticle of this process: then that one's
   * address. One that is over here and lingers is let go before.
   */
  Optional<String> takeOrElsewhere(UUID turnId) {
    find(turnId);
    return turns.takeOrElsewhere(turnId, address);
  }

  /**
   * The answer to a turn that was taken: the one that runs, or a new one. A new one that is too
   * many has failed at once, since the visitor's message is stored by now. None when a later
   * attempt was given to somebody: that one may be over, and the turn is let go.
   *
   * @param attempt which attempt a new one is
   * @throws io.vertx.core.eventbus.ReplyException {@link Failure#OVERLOADED} when too many wait to
   *     be stored besides, {@link Failure#UNAVAILABLE} on the way down
   */
  Optional<RunningAnswer> runningOrBegun(AnswerRequest request, int attempt) {
    UUID turnId = request.turn().turnId();
    Optional<RunningAnswer> running = find(turnId);
    if (running.isPresent()) {
      running.get().isAlso(attempt);
      return running;
    }
    if (turns.claimed(turnId).filter(last -> last > attempt).isPresent()) {
      turns.release(turnId, address);
      return Optional.empty();
    }
    return Optional.of(begunOrFailed(request, attempt));
  }

  private RunningAnswer begunOrFailed(AnswerRequest request, int attempt) {
    if (closed) {
      throw refused(request, Failure.UNAVAILABLE.because("the server is going down"));
    }
    if (turns.size() > WAITING_FACTOR * (long) settings.maxRunning()) {
      throw refused(request, Failure.OVERLOADED.because("too many answers run"));
    }
    return turns.size() > settings.maxRunning()
        ? failed(request, attempt)
        : begun(request, attempt);
  }

  private ReplyException refused(AnswerRequest request, ReplyException reason) {
    turns.release(request.turn().turnId(), address);
    return reason;
  }

  private RunningAnswer begun(AnswerRequest request, int attempt) {
    RunningAnswer answer = remembered(request.turn(), attempt);
    answer.unpaid();
    bots.of(answer.turn().domainId())
        .onComplete(
            found -> answer.begin(found.bot(), question(request, found.language())), answer::fail);
    return answer;
  }

  private RunningAnswer failed(AnswerRequest request, int attempt) {
    RunningAnswer answer = remembered(request.turn(), attempt);
    answer.cut(AnswerStatus.FAILED);
    return answer;
  }

  private RunningAnswer remembered(TurnOpened turn, int attempt) {
    RunningAnswer answer =
        new RunningAnswer(turn, attempt, settings.maxAnswerChars(), context, this::store);
    answers.put(turn.turnId(), answer);
    answer.stored().onSuccess(status -> over(answer, status));
    answer.heard().onSuccess(done -> forget(answer));
    return answer;
  }

  /**
   * One that is lost may have been given to a retry meanwhile, who is still on the way here: the
   * answer is to know before it decides what becomes of it.
   */
  private Future<?> store(FinishedAnswer finished, Runnable late) {
    return store
        .store(finished, late)
        .onFailure(
            lost ->
                Optional.ofNullable(answers.get(finished.turn().turnId())).ifPresent(this::tell));
  }

  /** Tells it which attempt a retry was given, if one was. */
  private void tell(RunningAnswer answer) {
    turns.claimed(answer.turn().turnId()).ifPresent(answer::isAlso);
  }

  private void over(RunningAnswer answer, AnswerStatus status) {
    turns.over(answer.turn().turnId(), address);
    metrics.over(answer, status);
  }

  private static Question question(AnswerRequest request, String language) {
    TurnOpened turn = request.turn();
    return new Question(
        turn.domainId(),
        turn.visitorId(),
        turn.turnId(),
        request.question().orElseThrow(),
        turn.outcome(),
        language);
  }

  private void forget(RunningAnswer answer) {
    UUID turnId = answer.turn().turnId();
    if (answers.remove(turnId, answer)) {
      turns.release(turnId, address);
    }
  }

  /**
   * Lets the answers run until the deadline, and cuts them then.
   *
   * @param then what else ends at that moment
   */
  void cutAllAt(Instant instant, Runnable then) {
    deadline = Optional.of(instant);
    vertx.setTimer(
        Math.max(1, millisUntil(instant)),
        id -> {
          cutAll();
          then.run();
        });
  }

  private void cutAll() {
    closed = true;
    List.copyOf(answers.values()).forEach(answer -> answer.cut(AnswerStatus.INTERRUPTED));
  }

  /**
   * Completes when every answer is stored: those that run have until the deadline, or are cut at
   * once when none was announced. Gives up a little after the deadline.
   */
  Future<?> allStored() {
    closed = true;
    if (deadline.isEmpty()) {
      cutAll();
    }
    long patience =
        Math.max(0, deadline.map(Answers::millisUntil).orElse(0L)) + STORING_MARGIN.toMillis();
    return Future.join(answers.values().stream().map(RunningAnswer::stored).toList())
        .timeout(patience, TimeUnit.MILLISECONDS)
        .onFailure(late -> LOG.error("Answers that ran at the end could not be stored", late))
        .otherwiseEmpty()
        // A timeout comes on a thread of its own.
        .onComplete(done -> context.runOnContext(tick -> releaseAll()));
  }

  private void releaseAll() {
    answers.keySet().forEach(turn -> turns.release(turn, address));
  }

  private static long millisUntil(Instant instant) {
    return Duration.between(Instant.now(), instant).toMillis();
  }
}
