package dev.parley.domain;

import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainSecrets;
import dev.parley.bus.DomainSecrets.Secret;
import dev.parley.bus.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * By which the tenants' own sites vouch for their visitors. PostgreSQL makes the secrets, the first
 * one with its tenant. Thread-safe.
 */
final class Secrets {

  private final Pool pool;

  Secrets(Pool pool) {
    this.pool = pool;
  }

  /** Those that are valid. */
  Future<DomainSecrets> show(UUID domainId) {
    return show(pool, domainId);
  }

  /** Makes a new one. At most one that was replaced stays valid beside it. */
  Future<DomainSecrets> rotate(DomainRequest.RotateSecret request) {
    UUID domainId = request.domainId();
    return pool.withTransaction(
        connection ->
            execute(connection, DomainQueries.LOCK_DOMAIN, Tuple.of(domainId))
                .map(rows -> Tenants.requireRow(rows, domainId))
                .compose(one -> execute(connection, DomainQueries.END_SECRETS, Tuple.of(domainId)))
                .compose(
                    ended ->
                        execute(
                            connection,
                            DomainQueries.RETIRE_SECRET,
                            Tuple.of(domainId, request.validHours())))
                .compose(
                    retired -> execute(connection, DomainQueries.ADD_SECRET, Tuple.of(domainId)))
                .compose(added -> show(connection, domainId)));
  }

  /** Fails with {@link Failure#UNKNOWN_DOMAIN}. */
  private static Future<DomainSecrets> show(SqlClient client, UUID domainId) {
    return execute(client, DomainQueries.SECRETS, Tuple.of(domainId))
        .map(
            rows -> {
              Tenants.requireRow(rows, domainId);
              List<Secret> secrets =
                  StreamSupport.stream(rows.spliterator(), false)
                      .filter(row -> row.getString("secret") != null)
                      .map(Secrets::secret)
                      .toList();
              return new DomainSecrets(domainId, secrets);
            });
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters);
  }

  private static Secret secret(Row row) {
    return new Secret(
        row.getString("secret"),
        row.getOffsetDateTime("created_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("expires_at")).map(OffsetDateTime::toInstant));
  }
}
