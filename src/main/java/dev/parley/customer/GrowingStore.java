package dev.parley.customer;

import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.GrowingAnswers;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was said so far of the answers that go on: one statement for all of them, however many
 * bot verticles tell of theirs, and never two at once. Of each answer only the newest text waits.
 * What fails is forgotten: the next text says it all again. Not thread-safe.
 */
final class GrowingStore {

  private static final Logger LOG = LoggerFactory.getLogger(GrowingStore.class);

  /** The bot verticles tell at about the same moment. */
  private static final Duration GATHER = Duration.ofMillis(5);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MOST_ROWS = 2_000;

  /** Of a statement, in UTF-16 units; long answers go in more statements. */
  private static final int MOST_CHARS = 4_000_000;

  private final Vertx vertx;
  private final Lane lane;
  private final Supplier<Integer[]> node;
  private final TurnMetrics metrics;

  private final Map<UUID, GrowingAnswer> waiting = new LinkedHashMap<>();

  /** From the first answer that waits until none does. */
  private boolean busy;

  /**
   * @param lane carries nothing else
   * @param node the process's ids, which may change: first the one that it has
   */
  GrowingStore(Vertx vertx, Lane lane, Supplier<Integer[]> node, TurnMetrics metrics) {
    this.vertx = vertx;
    this.lane = lane;
    this.node = node;
    this.metrics = metrics;
  }

  void add(GrowingAnswers grown) {
    grown.answers().forEach(answer -> waiting.put(answer.turn().turnId(), answer));
    if (!busy && !waiting.isEmpty()) {
      busy = true;
      vertx.setTimer(GATHER.toMillis(), id -> storeNext());
    }
  }

  /** It is over: what it was meanwhile need not be kept. */
  void finished(UUID turnId) {
    waiting.remove(turnId);
  }

  private void storeNext() {
    List<GrowingAnswer> next = take();
    if (next.isEmpty()) {
      busy = false;
    } else {
      store(next).onComplete(done -> storeNext());
    }
  }

  private List<GrowingAnswer> take() {
    List<GrowingAnswer> taken = new ArrayList<>();
    int chars = 0;
    Iterator<GrowingAnswer> first = waiting.values().iterator();
    while (first.hasNext() && taken.size() < MOST_ROWS && chars < MOST_CHARS) {
      GrowingAnswer answer = first.next();
      first.remove();
      taken.add(answer);
      chars += answer.text().length();
    }
    return taken;
  }

  private Future<Void> store(List<GrowingAnswer> answers) {
    metrics.keeping(answers.size());
    return lane.execute(TurnQueries.STORE_GROWING, parameters(answers), PATIENCE)
        .<Void>mapEmpty()
        .recover(cause -> halve(answers, cause));
  }

  /** One row that is refused, or held, must not cost the others. */
  private Future<Void> halve(List<GrowingAnswer> answers, Throwable cause) {
    DatabaseFailure failure = DatabaseFailure.of(cause);
    boolean oneIsToBlame = failure.mayBeOfOneRow() || failure == DatabaseFailure.LOCKED;
    if (oneIsToBlame && answers.size() > 1) {
      int half = answers.size() / 2;
      return store(answers.subList(0, half))
          .compose(done -> store(answers.subList(half, answers.size())));
    }
    metrics.failure(failure);
    LOG.debug(
        "growing answers that are not kept this time: {}; {}", answers.size(), failure, cause);
    return Future.succeededFuture();
  }

  private Tuple parameters(List<GrowingAnswer> answers) {
    List<TurnOpened> turns = answers.stream().map(GrowingAnswer::turn).toList();
    return Tuple.tuple()
        .addArrayOfUUID(Batch.column(turns, turn -> Ids.next(turn.turnId()), UUID[]::new))
        .addArrayOfUUID(Batch.column(turns, TurnOpened::domainId, UUID[]::new))
        .addArrayOfUUID(Batch.column(turns, TurnOpened::roomId, UUID[]::new))
        .addArrayOfUUID(Batch.column(turns, TurnOpened::visitorId, UUID[]::new))
        .addArrayOfUUID(Batch.column(turns, TurnOpened::turnId, UUID[]::new))
        .addArrayOfBoolean(Batch.column(turns, TurnOpened::verified, Boolean[]::new))
        .addArrayOfString(Batch.column(answers, GrowingAnswer::text, String[]::new))
        .addArrayOfInteger(node.get())
        .addArrayOfInteger(Batch.column(answers, GrowingAnswer::attempt, Integer[]::new));
  }
}
