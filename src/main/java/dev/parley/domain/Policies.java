package dev.parley.domain;

import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainLimits.Limit;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What the tenants allow, as it is stored. Thread-safe. */
final class Policies {

  /** A first message waits for it, and nobody shall wait two seconds to hear that there is none. */
  private static final Duration PATIENCE = Duration.ofMillis(1_200);

  /** A database that is away then keeps nobody from starting. */
  private static final Duration WARM_UP_PATIENCE = Duration.ofSeconds(5);

  private static final UUID NOBODY = new UUID(0, 0);

  private final Pool pool;

  Policies(Pool pool) {
    this.pool = pool;
  }

  /**
   * Fails with {@link Failure#UNKNOWN_DOMAIN}, also when it is off, or when the database says
   * nothing for long.
   */
  Future<DomainPolicy> find(UUID domainId) {
    return find(domainId, PATIENCE).map(rows -> policy(Tenants.requireRow(rows, domainId)));
  }

  /**
   * Asks in vain once, so that the first who asks does not wait while a process that has just
   * started opens a connection, and loads and compiles all that it needs. Never fails.
   */
  Future<Void> warmUp() {
    return find(NOBODY, WARM_UP_PATIENCE).<Void>mapEmpty().otherwiseEmpty();
  }

  private Future<RowSet<Row>> find(UUID domainId, Duration patience) {
    return pool.preparedQuery(DomainQueries.POLICY)
        .execute(Tuple.of(domainId))
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static DomainPolicy policy(Row row) {
    return new DomainPolicy(
        row.getUUID("id"),
        row.getString("name"),
        row.getString("greeting"),
        row.getString("locale"),
        List.of(row.getArrayOfStrings("allowed_origins")),
        limits(row));
  }

  /** A row's limits. */
  static DomainLimits limits(Row row) {
    return new DomainLimits(
        limit(row, "visitor"), limit(row, "ip"), limit(row, "domain"), limit(row, "tokens"));
  }

  private static Limit limit(Row row, String name) {
    return new Limit(
        Optional.ofNullable(row.getInteger(name + "_burst")),
        Optional.ofNullable(row.getDouble(name + "_per_minute")));
  }
}
