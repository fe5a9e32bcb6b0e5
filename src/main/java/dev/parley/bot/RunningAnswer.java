package dev.parley.bot;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.Source;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer from its first word until it is stored and its last reader knows. It is first
 * <em>spoken</em>, then <em>stored</em>, then <em>over</em>; its readers hear it all the while.
 * When storing takes very long they are told that it failed, and it is stored all the same. What is
 * spoken within one tick of the event loop goes to them together. Not thread-safe: belongs to its
 * verticle's event loop.
 */
final class RunningAnswer implements Speech {

  /** Keeps answers. */
  interface Store {
    /**
     * Completes when the answer is kept, however long that takes; fails when it never will be.
     *
     * @param late called when it takes so long that readers should not wait for it
     */
    Future<?> store(FinishedAnswer answer, Runnable late);
  }

  private static final int NEVER_KEPT = -1;

  /** Then what was said is handed over again, though nothing was said since. */
  private static final Duration KEPT_FOR = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(RunningAnswer.class);

  private final TurnOpened turn;
  private int attempt;
  private final GrowingText text;
  private final Context context;
  private final Store store;
  private final Promise<AnswerStatus> stored = Promise.promise();
  private final Promise<Void> heard = Promise.promise();
  private final List<Reader> readers = new ArrayList<>();

  private Answering answering = Answering.OVER;
  private String botLabel = "none";
  private List<Source> sources = List.of();
  private boolean spoken;
  private AnswerStatus told;
  private final AnswerCost cost = new AnswerCost();
  private boolean flushDue;
  private final long begun = System.nanoTime();
  private int lengthKept = NEVER_KEPT;
  private long keptAt;

  /**
   * @param attempt which attempt at the answer it is, from 1 on
   */
  RunningAnswer(TurnOpened turn, int attempt, int maxChars, Context context, Store store) {
    this.turn = turn;
    this.attempt = attempt;
    this.text = new GrowingText(maxChars);
    this.context = context;
    this.store = store;
  }

  TurnOpened turn() {
    return turn;
  }

  int attempt() {
    return attempt;
  }

  /** A retry was given it while it ran already: what the database counts, counts. */
  void isAlso(int given) {
    attempt = Math.max(attempt, given);
  }

  /** Who speaks, for the metrics. */
  String botLabel() {
    return botLabel;
  }

  int length() {
    return text.length();
  }

  /**
   * What is to be kept of an answer that goes on: all that was said so far, when it has run for a
   * while and has grown since this was last asked; and now and then in any case, since keeping it
   * may fail. Nothing of one that is over: it is stored whole.
   */
  Optional<GrowingAnswer> toKeep(Duration aWhile) {
    long now = System.nanoTime();
    boolean lasts = !spoken && now - begun >= aWhile.toNanos();
    boolean isKept = text.length() == lengthKept && now - keptAt < KEPT_FOR.toNanos();
    if (!lasts || isKept) {
      return Optional.empty();
    }
    lengthKept = text.length();
    keptAt = now;
    return Optional.of(new GrowingAnswer(turn, text.toString(), attempt));
  }

  boolean hasReaders() {
    return !readers.isEmpty();
  }

  /** All that was said so far. */
  String said() {
    return text.toString();
  }

  /** Completes with how the answer ended, once it is stored or given up. Never fails. */
  Future<AnswerStatus> stored() {
    return stored.future();
  }

  /** Completes when it is stored and no reader is left that has not heard all of it. */
  Future<Void> heard() {
    return heard.future();
  }

  /** Lets the bot speak. */
  void begin(Bot bot, Question question) {
    if (spoken) {
      return; // cut short before it began
    }
    botLabel = bot.label();
    cost.asked(question.message().length());
    Answering begun;
    try {
      begun = bot.answer(question, this);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    if (spoken) {
      begun.stop();
    } else {
      answering = begun;
    }
  }

  /** It is begun for the first reader, who pays for it. */
  void unpaid() {
    cost.unpaid();
  }

  /** Whether the reader who joins now is the one who pays. */
  boolean takePayer() {
    return cost.takePayer();
  }

  void join(Reader reader) {
    readers.add(reader);
    flushSoon();
  }

  /** The reader went away. The answer goes on without it. */
  void leave(Reader reader) {
    readers.remove(reader);
    forgetWhenHeard();
  }

  @Override
  public void say(String piece) {
    if (spoken) {
      return;
    }
    boolean roomForMore = text.append(piece);
    flushSoon();
    if (!roomForMore) {
      cut(AnswerStatus.COMPLETE);
    }
  }

  @Override
  public void asked(int chars) {
    cost.asked(chars);
  }

  @Override
  public void cost(int tokens) {
    cost.known(tokens);
  }

  @Override
  public void sources(List<Source> sources) {
    if (!spoken) {
      this.sources = sources.stream().distinct().limit(Source.MOST).toList();
    }
  }

  @Override
  public void done() {
    finish(AnswerStatus.COMPLETE);
  }

  @Override
  public void fail(Throwable cause) {
    if (!spoken) {
      tellWhy(cause);
    }
    finish(AnswerStatus.FAILED);
  }

  /** What is no fault of ours, but too much at once, is told in a line. */
  private void tellWhy(Throwable cause) {
    if (cause instanceof TimeoutException) {
      LOG.warn("{}: what it looked up did not come in time", brokeOff());
    } else if (Failure.of(cause) == Failure.OVERLOADED) {
      LOG.warn("{}: {}", brokeOff(), cause.getMessage());
    } else {
      LOG.warn("{}", brokeOff(), cause);
    }
  }

  private String brokeOff() {
    return "The %s bot broke off its answer to turn %s".formatted(botLabel, turn.turnId());
  }

  /** Ends the answer where it is. */
  void cut(AnswerStatus reason) {
    Answering cutShort = answering;
    finish(reason);
    cutShort.stop();
  }

  private void finish(AnswerStatus how) {
    if (spoken) {
      return;
    }
    spoken = true;
    answering = Answering.OVER;
    if (!how.endsWell() || text.length() == 0) {
      sources = List.of(); // a further try may rest on others
    }
    store(how);
  }

  /**
   * While it is stored as one attempt, a retry may be given it as the next, as which alone it may
   * be stored then.
   */
  private void store(AnswerStatus how) {
    int as = attempt;
    store
        .store(
            new FinishedAnswer(turn, text.toString(), how, sources, as),
            () -> tell(AnswerStatus.FAILED))
        .onComplete(
            done -> over(how),
            lost -> {
              if (attempt > as) {
                store(how);
              } else {
                over(AnswerStatus.FAILED);
              }
            });
  }

  private void over(AnswerStatus how) {
    stored.complete(how);
    tell(how);
  }

  private void tell(AnswerStatus how) {
    told = how;
    flush();
  }

  /** One flush serves all that is said, and all who join or give credit, within this tick. */
  void flushSoon() {
    if (!flushDue) {
      flushDue = true;
      context.runOnContext(tick -> flush());
    }
  }

  private void flush() {
    flushDue = false;
    readers.removeIf(this::hearsTheEnd);
    forgetWhenHeard();
  }

  private boolean hearsTheEnd(Reader reader) {
    boolean ends = reader.catchUp(text) && told != null;
    if (ends) {
      reader.end(told, cost.tokens(text.length()), sources);
    }
    return ends;
  }

  private void forgetWhenHeard() {
    if (stored.future().isComplete() && readers.isEmpty()) {
      heard.tryComplete();
    }
  }
}
