package dev.parley.webhook;

import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.WebhookPage;
import dev.parley.bus.WebhookRemoved;
import dev.parley.bus.WebhookRequest;
import dev.parley.bus.WebhookView;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The webhooks of the tenants. Thread-safe. */
final class Webhooks {

  private static final int MOST_PER_DOMAIN = 20;
  private final Pool pool;
  private final Destinations destinations;
  private final Ids ids = new Ids();

  Webhooks(Pool pool, Destinations destinations) {
    this.pool = pool;
    this.destinations = destinations;
  }

  Future<WebhookView> create(WebhookRequest.Create request) {
    destinations.check(request.url());
    String secret = Signature.newSecret();
    Tuple webhook =
        Tuple.of(
            ids.create(),
            request.domainId(),
            request.url(),
            request.events().toArray(String[]::new),
            secret);
    return pool.withTransaction(
        connection ->
            execute(connection, WebhookQueries.LOCK_DOMAIN, Tuple.of(request.domainId()))
                .map(rows -> requireDomain(rows, request.domainId()))
                .compose(
                    locked ->
                        execute(connection, WebhookQueries.COUNT, Tuple.of(request.domainId())))
                .map(Webhooks::requireRoom)
                .compose(room -> execute(connection, WebhookQueries.CREATE, webhook))
                .map(rows -> view(rows.iterator().next(), Optional.of(secret))));
  }

  private static Row requireRoom(RowSet<Row> rows) {
    Row count = rows.iterator().next();
    if (count.getInteger("webhooks") >= MOST_PER_DOMAIN) {
      throw new InvalidFieldException("domainId", "has " + MOST_PER_DOMAIN + " webhooks already");
    }
    return count;
  }

  Future<WebhookPage> list(WebhookRequest.ListAll request) {
    Tuple page = Tuple.of(request.domainId(), request.after().orElse(null), request.limit() + 1);
    return execute(pool, WebhookQueries.DOMAIN, Tuple.of(request.domainId()))
        .map(rows -> requireDomain(rows, request.domainId()))
        .compose(known -> execute(pool, WebhookQueries.LIST, page))
        .map(rows -> page(rows, request.limit()));
  }

  private static WebhookPage page(RowSet<Row> rows, int limit) {
    List<WebhookView> found =
        StreamSupport.stream(rows.spliterator(), false)
            .map(row -> view(row, Optional.empty()))
            .toList();
    List<WebhookView> items = found.stream().limit(limit).toList();
    return new WebhookPage(
        items, found.size() > limit ? last(items, WebhookView::id) : Optional.empty());
  }

  /** By which the next page is asked for. */
  static <T> Optional<String> last(List<T> items, Function<T, UUID> id) {
    return Optional.of(id.apply(items.get(items.size() - 1)).toString());
  }

  Future<WebhookView> show(WebhookRequest.Show request) {
    return one(
        WebhookQueries.SHOW, Tuple.of(request.domainId(), request.webhookId()), Optional.empty());
  }

  Future<WebhookView> change(WebhookRequest.Change request) {
    request.url().ifPresent(destinations::check);
    Tuple change =
        Tuple.of(request.domainId(), request.webhookId())
            .addString(request.url().orElse(null))
            .addArrayOfString(request.events().map(it -> it.toArray(String[]::new)).orElse(null))
            .addBoolean(request.enabled().orElse(null));
    return one(WebhookQueries.CHANGE, change, Optional.empty());
  }

  Future<WebhookRemoved> remove(WebhookRequest.Remove request) {
    return execute(pool, WebhookQueries.REMOVE, Tuple.of(request.domainId(), request.webhookId()))
        .map(Webhooks::requireFound)
        .map(row -> new WebhookRemoved(row.getUUID("id")));
  }

  Future<WebhookView> rotate(WebhookRequest.Rotate request) {
    String secret = Signature.newSecret();
    Tuple rotation =
        Tuple.of(request.domainId(), request.webhookId(), secret, request.validHours());
    return one(WebhookQueries.ROTATE, rotation, Optional.of(secret));
  }

  private Future<WebhookView> one(String sql, Tuple parameters, Optional<String> secret) {
    return execute(pool, sql, parameters).map(Webhooks::requireFound).map(row -> view(row, secret));
  }

  private static Row requireDomain(RowSet<Row> rows, UUID domainId) {
    if (rows.size() == 0) {
      throw Failure.UNKNOWN_DOMAIN.because("there is no domain " + domainId);
    }
    return rows.iterator().next();
  }

  static Row requireFound(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw Failure.NOT_FOUND.because("there is no such thing in this domain");
    }
    return rows.iterator().next();
  }

  static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters);
  }

  private static WebhookView view(Row row, Optional<String> secret) {
    return new WebhookView(
        row.getUUID("id"),
        row.getUUID("domain_id"),
        row.getString("url"),
        List.of(row.getArrayOfStrings("events")),
        row.getBoolean("enabled"),
        Optional.ofNullable(row.getString("disabled_because")),
        secret,
        row.getOffsetDateTime("created_at").toInstant());
  }
}
