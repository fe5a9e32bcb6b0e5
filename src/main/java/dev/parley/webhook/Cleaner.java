package dev.parley.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes deliveries that are over: seven days after they succeeded, thirty after they failed. A
 * few at a time, so that nobody waits for it. Not thread-safe.
 */
final class Cleaner {

  private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);

  private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);
  private static final int MOST_AT_ONCE = 1_000;

  private final Pool pool;

  private boolean busy;

  Cleaner(Pool pool) {
    this.pool = pool;
  }

  void start(Vertx vertx) {
    vertx.setPeriodic(CLEAN_EVERY.toMillis(), timer -> clean());
  }

  /** Completes when nothing is left that is to be removed, or when it cannot be done now. */
  Future<Void> clean() {
    if (busy) {
      return Future.succeededFuture();
    }
    busy = true;
    return remove()
        .onFailure(cause -> LOG.debug("deliveries cannot be removed now", cause))
        .otherwiseEmpty()
        .onComplete(done -> busy = false);
  }

  private Future<Void> remove() {
    return pool.preparedQuery(WebhookQueries.CLEAN)
        .execute(Tuple.of(MOST_AT_ONCE))
        .compose(
            removed -> removed.rowCount() < MOST_AT_ONCE ? Future.succeededFuture() : remove());
  }
}
