package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.Rounds;
import dev.parley.bus.Sum;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes all that the tenants have that are deleted, and at last themselves: a few rows at a time
 * and with pauses, so that nobody else feels it. What is done is done, so that whoever comes after
 * a restart goes on. Any number of processes may do this at once. Runs on the context on which it
 * is started.
 */
final class DeletedDomains {

  private static final Logger LOG = LoggerFactory.getLogger(DeletedDomains.class);

  private static final int ROOMS_AT_ONCE = 100;

  private static final int ROWS_AT_ONCE = 500;

  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Pool pool;
  private boolean running;
  private boolean again;
  private boolean stopped;

  DeletedDomains(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Begins now, and begins anew each minute. */
  void watch() {
    vertx.setPeriodic(EVERY.toMillis(), timer -> run());
    run();
  }

  /** No further step is taken. */
  void stop() {
    stopped = true;
  }

  /**
   * Goes through all that are deleted. Completes when it is through, with how many are there no
   * more; at once, with none, when it is under way already: then it goes through them once more.
   * What cannot go now goes the next time. Never fails.
   */
  Future<Long> run() {
    if (running || stopped) {
      again = running;
      return Future.succeededFuture(0L);
    }
    running = true;
    again = false;
    return pool.query(DeletionQueries.DELETED_DOMAINS)
        .execute()
        .compose(domains -> Sum.of(domains.iterator(), () -> stopped, this::domain))
        .recover(
            cause -> {
              LOG.debug("It is not known now which domains are deleted", cause);
              return Future.succeededFuture(0L);
            })
        .onComplete(
            done -> {
              running = false;
              if (again) {
                run(); // unless it is to stop
              }
            });
  }

  private Future<Long> domain(Row row) {
    UUID id = row.getUUID("id");
    return rooms(id)
        .compose(
            gone ->
                Sum.of(DeletionQueries.REST.iterator(), () -> stopped, sql -> rows(id, sql))
                    .map(gone))
        .compose(gone -> stopped ? Future.succeededFuture(0L) : itself(id, gone))
        .recover(
            cause -> {
              LOG.warn(
                  "Domain {} is not deleted whole yet, which is tried again each minute: {}",
                  id,
                  cause.getMessage());
              return Future.succeededFuture(0L);
            });
  }

  private Future<Long> itself(UUID id, long rooms) {
    return pool.preparedQuery(DeletionQueries.DOMAIN)
        .execute(Tuple.of(id))
        .map(gone -> (long) gone.rowCount())
        .onSuccess(
            gone -> {
              if (gone > 0) {
                LOG.info("Domain {} is deleted, with all that it had; rooms: {}", id, rooms);
              }
            });
  }

  /** With what was said there, as long as any go. */
  private Future<Long> rooms(UUID domainId) {
    long[] gone = {0};
    return Rounds.until(
        () ->
            Belongings.ids(pool, DeletionQueries.ROOMS, Tuple.of(domainId, ROOMS_AT_ONCE))
                .compose(rooms -> rooms(domainId, rooms))
                .compose(some -> pause().map(some))
                .map(
                    some -> {
                      gone[0] += some;
                      return some == 0 || stopped ? Optional.of(gone[0]) : Optional.empty();
                    }));
  }

  private Future<Long> rooms(UUID domainId, List<UUID> rooms) {
    if (rooms.isEmpty()) {
      return Future.succeededFuture(0L);
    }
    return until(
            () ->
                execute(
                    ErasureQueries.DELETE_MESSAGES_OF_ROOMS,
                    Tuple.of(domainId, array(rooms), ROWS_AT_ONCE)))
        .compose(
            done ->
                stopped
                    ? Future.succeededFuture(0L)
                    : execute(
                        ErasureQueries.DELETE_ROOMS_WITHOUT_PARTS,
                        Tuple.of(domainId).addArrayOfUUID(array(rooms))));
  }

  private Future<Long> rows(UUID domainId, String sql) {
    return until(() -> execute(sql, Tuple.of(domainId, ROWS_AT_ONCE)));
  }

  /** As long as any rows go. */
  private Future<Long> until(Supplier<Future<Long>> piece) {
    return Rounds.until(
        () ->
            piece
                .get()
                .compose(some -> some == 0 ? Future.succeededFuture(some) : pause().map(some))
                .map(some -> some == 0 || stopped ? Optional.of(some) : Optional.empty()));
  }

  /** Waits for nobody for long. What is held fails: what comes after it must not go before it. */
  private Future<Long> execute(String sql, Tuple parameters) {
    return pool.withTransaction(
        connection ->
            connection
                .query(DeletionQueries.BEFORE)
                .execute()
                .compose(set -> connection.preparedQuery(sql).execute(parameters))
                .map(rows -> (long) rows.rowCount()));
  }

  private Future<Void> pause() {
    return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }
}
