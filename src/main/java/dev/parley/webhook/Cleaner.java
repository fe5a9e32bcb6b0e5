package dev.parley.webhook;

import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes deliveries that are over: seven days after they succeeded, thirty after they failed, and
 * at once those of a webhook that is removed. A few at a time, so that nobody waits for it. Not
 * thread-safe.
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
    return remove(WebhookQueries.CLEAN, Tuple.of(MOST_AT_ONCE)).onComplete(done -> busy = false);
  }

  /**
   * Removes what is left of a webhook that is gone; there may be millions. Completes as {@link
   * #clean} does: what is left then goes in its time.
   */
  Future<Void> cleanAfter(UUID webhookId) {
    return remove(WebhookQueries.REMOVE_DELIVERIES, Tuple.of(webhookId, MOST_AT_ONCE));
  }

  private Future<Void> remove(String sql, Tuple parameters) {
    return Rounds.until(() -> pool.preparedQuery(sql).execute(parameters).map(Cleaner::isLast))
        .onFailure(cause -> LOG.debug("deliveries cannot be removed now", cause))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private static Optional<Boolean> isLast(RowSet<Row> removed) {
    return removed.rowCount() < MOST_AT_ONCE ? Optional.of(true) : Optional.empty();
  }
}
