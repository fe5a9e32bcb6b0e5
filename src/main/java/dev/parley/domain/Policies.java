package dev.parley.domain;

import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainLimits.Limit;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What the tenants allow, as it is stored. Thread-safe. */
final class Policies {

  /** A first message waits for it, perhaps while a cold process compiles all that it needs. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Pool pool;

  Policies(Pool pool) {
    this.pool = pool;
  }

  /** Fails with {@link Failure#UNKNOWN_DOMAIN}. */
  Future<DomainPolicy> find(UUID domainId) {
    return pool.preparedQuery(DomainQueries.POLICY)
        .execute(Tuple.of(domainId))
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(rows -> policy(Tenants.requireRow(rows, domainId)));
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
