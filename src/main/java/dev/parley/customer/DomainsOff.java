package dev.parley.customer;

import io.vertx.core.Future;
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
 * Which tenants are off: the statement that stores the turn of a visitor who is known does not look
 * at his domain, since nearly all turns go by it. What this process changed counts at once, or
 * within a moment, what another one did after some seconds. While the database does not answer,
 * what was known goes on. Not thread-safe.
 */
final class DomainsOff {

  private static final Logger LOG = LoggerFactory.getLogger(DomainsOff.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(4);

  private final Vertx vertx;
  private final Enquiries enquiries;

  private Set<UUID> off = new HashSet<>();
  private boolean looking;
  private boolean again;

  DomainsOff(Vertx vertx, Enquiries enquiries) {
    this.vertx = vertx;
    this.enquiries = enquiries;
  }

  /** Looks now, and from now on. Completes after the first look, and never fails. */
  Future<Void> watch() {
    vertx.setPeriodic(LOOK_EVERY.toMillis(), timer -> look());
    return look();
  }

  /** A tenant may be on by now, or off: then new visitors are refused by the statement already. */
  void changed(UUID domainId) {
    off.remove(domainId);
    again = looking;
    look();
  }

  boolean includes(UUID domainId) {
    return off.contains(domainId);
  }

  private Future<Void> look() {
    if (looking) {
      return Future.succeededFuture();
    }
    looking = true;
    return enquiries
        .ask(SqlQueries.DOMAINS_OFF, Tuple.tuple())
        .onSuccess(this::take)
        .onFailure(cause -> LOG.debug("it is not known now which domains are off", cause))
        .<Void>mapEmpty()
        .otherwiseEmpty()
        .onComplete(done -> looked());
  }

  /** What was changed since it was asked for may be missing: the next look has it. */
  private void take(RowSet<Row> rows) {
    if (!again) {
      Set<UUID> found = new HashSet<>();
      rows.forEach(row -> found.add(row.getUUID("id")));
      off = found;
    }
  }

  private void looked() {
    looking = false;
    if (again) {
      again = false;
      look();
    }
  }
}
