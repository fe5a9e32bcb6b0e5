package dev.parley.customer;

import dev.parley.bus.Failure;
import dev.parley.bus.Pauses;
import dev.parley.database.Absence;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a batch through the database: sends it, refetches what raced, repeats what may be repeated,
 * and gives back what cannot go together. Not thread-safe.
 */
final class BatchRunner {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  /** What is told to whom a file was needed that cannot be read or written. */
  static final String DAMAGED = "the database cannot read or write its files";

  private static final Pauses PAUSES = new Pauses(Duration.ofMillis(10), Duration.ofMillis(250));

  private final Vertx vertx;
  private final Context context;
  private final Supplier<Integer[]> node;
  private final TurnSettler settler;
  private final TurnMetrics metrics;
  private final Discretion discretion;
  private final ToldDomains told;
  private final StorageTrouble trouble;

  /**
   * @param node the process's ids, which may change: first the one that it has
   * @param told whose webhooks are to be told
   * @param trouble told of what is stored, and of what fails
   */
  BatchRunner(
      Vertx vertx,
      Supplier<Integer[]> node,
      ToldDomains told,
      TurnSettler settler,
      TurnMetrics metrics,
      StorageTrouble trouble) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.node = node;
    this.told = told;
    this.settler = settler;
    this.metrics = metrics;
    this.trouble = trouble;
    this.discretion = new Discretion(vertx);
  }

  /**
   * Runs a batch until each of its turns and answers is stored, refused or late.
   *
   * @return those that are to be tried one by one: one of them is refused, or waits for a row that
   *     another transaction holds. Never fails
   */
  Future<Batch> run(Lane lane, Batch batch) {
    return run(lane, batch, 0).recover(fault -> giveUp(batch, fault));
  }

  /** A fault of ours must not cost the lane. */
  private static Future<Batch> giveUp(Batch batch, Throwable fault) {
    LOG.error("a batch of {} broke", batch.size(), fault);
    batch.work().forEach(work -> work.fail(Failure.INTERNAL, "internal fault"));
    return Future.succeededFuture(Batch.EMPTY);
  }

  private Future<Batch> run(Lane lane, Batch batch, int failures) {
    Batch waiting = batch.stillWaiting();
    if (waiting.isEmpty()) {
      return Future.succeededFuture(waiting);
    }
    Batch next = waiting.next();
    return attempt(lane, next)
        .compose(
            rows -> goOn(lane, waiting, next, settle(next, rows)),
            cause -> recover(lane, waiting, failures, cause));
  }

  private Future<RowSet<Row>> attempt(Lane lane, Batch batch) {
    var parameters = batch.parameters(node.get());
    batch.turns().forEach(TurnWork::markSent);
    if (!batch.isOfAcquaintances()) { // whose statement makes nothing but messages
      batch.turns().forEach(TurnWork::markTried);
      discretion.goes(batch);
    }
    metrics.attempt(batch);
    return lane.execute(batch.statement(told.includes(batch)), parameters, patience(batch));
  }

  /** As long as anybody in the batch waits; those who wait less are refused meanwhile. */
  private static Duration patience(Batch batch) {
    long now = System.nanoTime();
    return Duration.ofNanos(batch.work().mapToLong(work -> work.deadline() - now).max().orElse(0));
  }

  /**
   * With the rest: turns that were not sent yet, those that are not as was expected, and those that
   * raced, of whom a new statement sees who won.
   */
  private Future<Batch> goOn(Lane lane, Batch batch, Batch sent, List<TurnWork> unsettled) {
    if (unsettled.isEmpty() && sent.turns().size() == batch.turns().size()) {
      return Future.succeededFuture(Batch.EMPTY); // nothing is left, as nearly always
    }
    Set<Work> over = new HashSet<>(sent.turns());
    unsettled.forEach(over::remove);
    return run(lane, new Batch(batch.without(over).turns(), List.of()), 0);
  }

  private List<TurnWork> settle(Batch batch, RowSet<Row> rows) {
    tell(batch.answers());
    boolean known = batch.isOfAcquaintances();
    boolean stored = !batch.answers().isEmpty();
    List<TurnWork> unsettled = new ArrayList<>();
    for (Row row : rows) {
      TurnWork turn = batch.turns().get(row.getInteger("turn"));
      stored |= known ? TurnSettler.isStoredKnown(row) : TurnSettler.isStored(row);
      if (!(known ? settler.settlesKnown(turn, row) : settler.settles(turn, row))) {
        unsettled.add(turn);
      }
    }
    if (stored) { // and not only looked up
      trouble.over();
    }
    return unsettled;
  }

  /** A tick later, as {@link TurnEvents} has it: PostgreSQL does not wait meanwhile. */
  private void tell(List<AnswerWork> stored) {
    if (!stored.isEmpty()) {
      context.runOnContext(tick -> stored.forEach(AnswerWork::complete));
    }
  }

  private Future<Batch> recover(Lane lane, Batch batch, int failures, Throwable cause) {
    DatabaseFailure failure = DatabaseFailure.of(cause);
    metrics.failure(failure);
    trouble.failed(batch, cause);
    LOG.debug("a batch of {} failed: {}", batch.size(), failure, cause);
    return switch (failure) {
      case AWAY, CONFLICT -> pause(failures).compose(over -> run(lane, batch, failures + 1));
      case LOCKED -> Future.succeededFuture(batch);
      case DAMAGED, REFUSED -> refuse(lane, batch, failures, cause);
    };
  }

  private Future<Batch> refuse(Lane lane, Batch batch, int failures, Throwable cause) {
    if (batch.size() > 1) {
      return Future.succeededFuture(batch);
    }
    if (!batch.turns().isEmpty() && DatabaseFailure.isDangling(cause)) {
      // His room, or he himself, was deleted meanwhile: a new statement sees it, and makes them
      // anew.
      return pause(failures).compose(over -> run(lane, batch, failures + 1));
    }
    batch
        .work()
        .forEach(
            work -> {
              if (work instanceof TurnWork && Absence.isDamaged(cause)) {
                work.fail(Failure.UNAVAILABLE, DAMAGED);
              } else if (Absence.isSystemError(cause)) {
                work.fail(Failure.UNSTEADY, DAMAGED + ": " + cause.getMessage());
              } else if (DatabaseFailure.isDangling(cause)) {
                work.fail(Failure.NOT_FOUND, "what it belongs to is gone");
              } else if (work instanceof AnswerWork && DatabaseFailure.isTaken(cause)) {
                work.fail(
                    Failure.NOT_FOUND, "another process says it by now, or its question is gone");
              } else {
                LOG.error("PostgreSQL refuses a row", cause);
                work.fail(Failure.INTERNAL, "internal fault");
              }
            });
    return Future.succeededFuture(Batch.EMPTY);
  }

  /** Longer after each failure, and never the same for two nodes that are in each other's way. */
  private Future<Void> pause(int failures) {
    long longest = PAUSES.after(failures).toMillis();
    long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    return vertx.timer(Math.max(1, millis), TimeUnit.MILLISECONDS).mapEmpty();
  }
}
