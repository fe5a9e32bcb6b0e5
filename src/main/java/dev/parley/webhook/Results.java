package dev.parley.webhook;

import dev.parley.database.Absence;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what became of attempts: what comes while the last statement is under way goes
 * together in the next one. While the database is away it tries again, for a while; what is refused
 * costs only itself. What is not written down is sent once more. Not thread-safe.
 */
final class Results {

  private static final Logger LOG = LoggerFactory.getLogger(Results.class);

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Until then the leases are over, or soon. */
  private static final int MOST_TRIES = 20;

  private final Vertx vertx;
  private final Pool pool;
  private final List<Result> waiting = new ArrayList<>();

  private boolean busy;
  private Promise<Void> drained = Promise.promise();

  Results(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  void add(Result result) {
    waiting.add(result);
    if (!busy) {
      busy = true;
      drained = Promise.promise();
      writeNext();
    }
  }

  /** Completes when nothing waits. */
  Future<Void> drained() {
    return busy ? drained.future() : Future.succeededFuture();
  }

  private void writeNext() {
    if (waiting.isEmpty()) {
      busy = false;
      drained.complete();
      return;
    }
    List<Result> next = List.copyOf(waiting);
    waiting.clear();
    write(next, 1).onComplete(done -> writeNext());
  }

  private Future<Void> write(List<Result> results, int tries) {
    return pool.preparedQuery(WebhookQueries.SETTLE)
        .execute(parameters(results))
        .<Void>mapEmpty()
        .recover(cause -> recover(results, tries, cause));
  }

  private Future<Void> recover(List<Result> results, int tries, Throwable cause) {
    if (!Absence.isToBlame(cause)) {
      return halve(results, tries, cause);
    }
    if (tries >= MOST_TRIES) {
      LOG.warn("Deliveries that may be sent once more: {}", results.size(), cause);
      return Future.succeededFuture();
    }
    return vertx
        .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
        .compose(over -> write(results, tries + 1));
  }

  /** One row that is refused must not cost the others, which may be other tenants'. */
  private Future<Void> halve(List<Result> results, int tries, Throwable cause) {
    if (results.size() > 1) {
      int half = results.size() / 2;
      return write(results.subList(0, half), tries)
          .compose(done -> write(results.subList(half, results.size()), tries));
    }
    LOG.error("{} is refused, and sent once more: {}", results.get(0).delivery(), kind(cause));
    return Future.succeededFuture();
  }

  /** Without its words, which may tell of the row. */
  private static String kind(Throwable cause) {
    return cause instanceof PgException refused
        ? "SQLSTATE " + refused.getSqlState()
        : cause.getClass().getName();
  }

  private static Tuple parameters(List<Result> results) {
    return Tuple.tuple()
        .addArrayOfUUID(column(results, it -> it.delivery().id(), UUID[]::new))
        .addArrayOfOffsetDateTime(
            column(results, it -> it.delivery().lease(), OffsetDateTime[]::new))
        .addArrayOfString(column(results, Result::state, String[]::new))
        .addArrayOfInteger(column(results, it -> it.status().orElse(null), Integer[]::new))
        .addArrayOfString(column(results, it -> it.error().orElse(null), String[]::new))
        .addArrayOfLong(column(results, it -> it.pause().toMillis(), Long[]::new));
  }

  private static <T> T[] column(
      List<Result> results, Function<Result, T> value, IntFunction<T[]> array) {
    return results.stream().map(value).toArray(array);
  }
}
