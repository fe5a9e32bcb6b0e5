package dev.parley.domain;

import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainLimits.Limit;
import dev.parley.bus.DomainRequest.ChangeSettings;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.Sum;
import dev.parley.origin.AllowedOrigins;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;

/** What the tenants' owners set. Thread-safe. */
final class TenantSettings {

  private final Pool pool;

  TenantSettings(Pool pool) {
    this.pool = pool;
  }

  /**
   * Changes what is given, all of it or nothing. No article is loaded meanwhile, so that all of
   * them are indexed for one language.
   *
   * @return fails with {@link Failure#UNKNOWN_DOMAIN}
   * @throws InvalidFieldException when an origin or the locale is none
   */
  Future<Void> change(ChangeSettings request) {
    Optional<String[]> origins =
        request
            .allowedOrigins()
            .map(AllowedOrigins::normalise)
            .map(it -> it.toArray(String[]::new));
    Optional<String> locale = request.locale().map(Locales::normalise);
    Tuple settings =
        Tuple.of(request.domainId())
            .addArrayOfString(origins.orElse(null))
            .addString(request.greeting().orElse(null))
            .addString(locale.orElse(null))
            .addString(locale.map(Locales::configuration).orElse(null))
            .addString(request.name().orElse(null))
            .addBoolean(request.enabled().orElse(null));
    return pool.withTransaction(
        connection ->
            Knowledge.lock(connection, request.domainId())
                .compose(locked -> execute(connection, DomainQueries.CHANGE_SETTINGS, settings))
                .compose(changed -> limits(connection, request))
                .compose(changed -> index(connection, request.domainId(), locale)));
  }

  private static Future<Void> limits(SqlConnection connection, ChangeSettings request) {
    return request
        .limits()
        .map(it -> execute(connection, DomainQueries.CHANGE_LIMITS, row(request.domainId(), it)))
        .orElseGet(Future::succeededFuture)
        .mapEmpty();
  }

  private static Tuple row(UUID domainId, DomainLimits limits) {
    Tuple row = Tuple.of(domainId);
    add(row, limits.visitor());
    add(row, limits.ip());
    add(row, limits.domain());
    add(row, limits.tokens());
    return row;
  }

  private static void add(Tuple row, Limit limit) {
    row.addInteger(limit.burst().orElse(null)).addDouble(limit.perMinute().orElse(null));
  }

  private static Future<Void> index(
      SqlConnection connection, UUID domainId, Optional<String> locale) {
    return locale.isEmpty()
        ? Future.succeededFuture()
        : execute(
                connection, DomainQueries.PARTS_OF_ARTICLES, Tuple.of(domainId, Knowledge.AT_ONCE))
            .compose(
                parts ->
                    Sum.of(
                        parts.iterator(), () -> false, part -> index(connection, domainId, part)))
            .mapEmpty();
  }

  /** A few passages: no statement may take as long as a whole knowledge base. */
  private static Future<Long> index(SqlConnection connection, UUID domainId, Row part) {
    Tuple passages =
        Tuple.of(domainId, part.getString("article"), part.getInteger("first"), Knowledge.AT_ONCE);
    return execute(connection, DomainQueries.INDEX_PASSAGES, passages)
        .map(indexed -> (long) indexed.rowCount());
  }

  private static Future<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
