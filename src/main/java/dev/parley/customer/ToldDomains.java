package dev.parley.customer;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tenants have webhooks, so that the others' turns need not look for them. What this process
 * changed counts at once, what another one did after a second. When it is not known any more, every
 * batch looks for itself. Not thread-safe.
 */
final class ToldDomains {

  private static final Logger LOG = LoggerFactory.getLogger(ToldDomains.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Of what was seen; also how long a look may take. */
  private static final Duration TRUSTED_FOR = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Lane lane;

  private Set<UUID> told = new HashSet<>();
  private boolean known;
  private long trustedUntil;
  private boolean looking;
  private long changes;

  /**
   * @param lane carries nothing else
   */
  ToldDomains(Vertx vertx, Lane lane) {
    this.vertx = vertx;
    this.lane = lane;
  }

  /** Looks now, and from now on. */
  void watch() {
    look();
    vertx.setPeriodic(LOOK_EVERY.toMillis(), timer -> look());
  }

  /** A tenant may have one by now. */
  void add(UUID domainId) {
    changes++;
    told.add(domainId);
  }

  /** Whether a webhook may have to be told of a batch. */
  boolean includes(Batch batch) {
    boolean trusted = known && System.nanoTime() - trustedUntil < 0;
    return !trusted || (!told.isEmpty() && batch.domains().anyMatch(told::contains));
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    long began = System.nanoTime();
    long seen = changes;
    lane.execute(SqlQueries.TOLD_DOMAINS, Tuple.tuple(), TRUSTED_FOR)
        .onSuccess(rows -> take(rows, began, seen))
        .onFailure(cause -> LOG.debug("it is not known now who has webhooks", cause))
        .onComplete(done -> looking = false);
  }

  /** What was changed since may be missing: the next look has it. */
  private void take(RowSet<Row> rows, long began, long seen) {
    Set<UUID> found = new HashSet<>();
    rows.forEach(row -> found.add(row.getUUID("domain_id")));
    if (seen != changes) {
      found.addAll(told);
    }
    told = found;
    known = true;
    trustedUntil = began + TRUSTED_FOR.toNanos();
  }
}
