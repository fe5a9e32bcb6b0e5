package dev.parley.customer;

import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.Pieces;
import dev.parley.database.Absence;
import dev.parley.database.Connector;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what operators mend about who is who, each as one transaction that keeps turns waiting for a
 * few milliseconds. It is rare, so it has a connection only while it runs. Not thread-safe.
 */
final class Mending {

  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);

  private static final int MOST_ATTEMPTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Beyond it nothing is committed; a commit takes no longer than any statement, so 8 seconds. */
  private static final Duration TIME = Bus.MENDING_TIMEOUT.minusSeconds(15);

  private final Vertx vertx;
  private final Connector database;
  private final Duration time;
  private final TableLocks locks;

  Mending(Vertx vertx, Connector database) {
    this(vertx, database, TIME);
  }

  /**
   * @param time after how long nothing is committed any more, however often it was tried
   */
  Mending(Vertx vertx, Connector database, Duration time) {
    this.vertx = vertx;
    this.database = database;
    this.time = time;
    this.locks = new TableLocks(vertx);
  }

  /** What a transaction does. */
  interface Steps<R> extends Function<PgConnection, Future<R>> {}

  /**
   * Fails with {@link Failure#OVERLOADED} when others hold for too long what is needed, such as a
   * vacuum that is under way, or when it would be over too late to be heard of, with {@link
   * Failure#UNAVAILABLE} when the database is away, and with what the steps themselves fail with.
   * Then nothing was done; only of a connection that was lost at the very end that is not known.
   */
  <R> Future<R> run(UUID domainId, Steps<R> steps) {
    return run(domainId, steps, System.nanoTime() + time.toNanos(), 1);
  }

  private <R> Future<R> run(UUID domainId, Steps<R> steps, long deadline, int attempt) {
    return database
        .connect(vertx)
        .compose(
            connection ->
                transaction(connection, domainId, steps, deadline)
                    .eventually(() -> connection.close()))
        .recover(cause -> recover(domainId, steps, deadline, attempt, cause));
  }

  /** Without its end it is undone when the connection is closed. */
  private static <R> Future<R> transaction(
      PgConnection connection, UUID domainId, Steps<R> steps, long deadline) {
    return connection
        .begin()
        .compose(
            begun ->
                connection
                    .query(IdentityQueries.BE_BRIEF)
                    .execute()
                    .compose(brief -> requireDomain(connection, domainId))
                    .compose(known -> steps.apply(connection))
                    .compose(done -> isOver(deadline) ? overloaded() : begun.commit().map(done)));
  }

  private static Future<Void> requireDomain(PgConnection connection, UUID domainId) {
    return one(connection, IdentityQueries.KNOWS_DOMAIN, Tuple.of(domainId))
        .compose(
            row ->
                row == null
                    ? Future.failedFuture(Failure.UNKNOWN_DOMAIN.because("no such domain"))
                    : Future.succeededFuture());
  }

  private static boolean isOver(long deadline) {
    return System.nanoTime() - deadline >= 0;
  }

  private static <R> Future<R> overloaded() {
    return Future.failedFuture(Failure.OVERLOADED.because("others hold what is needed"));
  }

  private <R> Future<R> recover(
      UUID domainId, Steps<R> steps, long deadline, int attempt, Throwable cause) {
    if (cause instanceof ReplyException || cause instanceof IllegalArgumentException) {
      return Future.failedFuture(cause);
    }
    LOG.debug("mending failed", cause);
    return switch (DatabaseFailure.of(cause)) {
      case LOCKED, CONFLICT ->
          attempt == MOST_ATTEMPTS || isOver(deadline)
              ? overloaded()
              : vertx
                  .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                  .compose(over -> run(domainId, steps, deadline, attempt + 1));
      case AWAY -> Future.failedFuture(Failure.UNAVAILABLE.because("the database is away"));
      case DAMAGED -> Absence.told(cause);
      case REFUSED -> Future.failedFuture(cause);
    };
  }

  /**
   * Keeps others from changing these tables until the transaction's end; see {@link TableLocks}.
   */
  Future<Void> lock(PgConnection connection, List<String> tables) {
    return locks.take(connection, tables);
  }

  static Future<RowSet<Row>> all(PgConnection connection, String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters);
  }

  /** The only row, or {@code null}. */
  static Future<Row> one(PgConnection connection, String sql, Tuple parameters) {
    return all(connection, sql, parameters)
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
  }

  /**
   * Changes what a query finds, some rows at a time, so that no statement takes long. Fails with
   * {@link Failure#OVERLOADED} when that takes half of the time that there is: the rest is for what
   * comes after it.
   *
   * @param found gives ids, by its only parameter
   * @param former that parameter
   * @param sql of which $1 is what the rows belong to from now on, $2 what they did, and $3 which
   * @return how many rows it changed
   */
  Future<Integer> changeAll(
      PgConnection connection, String found, UUID former, String sql, UUID now) {
    long deadline = System.nanoTime() + time.toNanos() / 2;
    return all(connection, found, Tuple.of(former))
        .compose(
            rows ->
                Pieces.of(
                    ids(rows),
                    some ->
                        isOver(deadline)
                            ? overloaded()
                            : change(
                                    connection,
                                    sql,
                                    Tuple.of(now, former, some.toArray(UUID[]::new)))
                                .map(Integer::longValue)))
        .map(Math::toIntExact);
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(row -> row.getUUID("id")).toList();
  }

  /** How many rows it changed. */
  static Future<Integer> change(PgConnection connection, String sql, Tuple parameters) {
    return all(connection, sql, parameters).map(RowSet::rowCount);
  }
}
