package dev.parley.webhook;

import dev.parley.bus.WebhookDelivery;
import dev.parley.bus.WebhookDeliveryPage;
import dev.parley.bus.WebhookEvents;
import dev.parley.bus.WebhookRequest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What was sent to a webhook, or waits: as the people who run the site see it. Thread-safe. */
final class Deliveries {

  private final Pool pool;

  Deliveries(Pool pool) {
    this.pool = pool;
  }

  Future<WebhookDeliveryPage> list(WebhookRequest.ListDeliveries request) {
    List<String> states = request.state().map(List::of).orElse(WebhookDelivery.STATES);
    Tuple page =
        Tuple.of(request.domainId(), request.webhookId())
            .addArrayOfString(states.toArray(String[]::new))
            .addUUID(request.before().orElse(null))
            .addInteger(request.limit() + 1);
    return Webhooks.execute(
            pool, WebhookQueries.SHOW, Tuple.of(request.domainId(), request.webhookId()))
        .map(Webhooks::requireFound)
        .compose(found -> Webhooks.execute(pool, WebhookQueries.DELIVERIES, page))
        .map(rows -> page(rows, request.limit()));
  }

  private static WebhookDeliveryPage page(RowSet<Row> rows, int limit) {
    List<WebhookDelivery> found =
        StreamSupport.stream(rows.spliterator(), false).map(Deliveries::view).toList();
    List<WebhookDelivery> items = found.stream().limit(limit).toList();
    return new WebhookDeliveryPage(
        items, found.size() > limit ? Webhooks.last(items, WebhookDelivery::id) : Optional.empty());
  }

  Future<WebhookDelivery> show(WebhookRequest.ShowDelivery request) {
    return one(
        WebhookQueries.SHOW_DELIVERY,
        request.domainId(),
        request.webhookId(),
        request.deliveryId());
  }

  Future<WebhookDelivery> repeat(WebhookRequest.Repeat request) {
    return one(
        WebhookQueries.REPEAT, request.domainId(), request.webhookId(), request.deliveryId());
  }

  Future<WebhookDelivery> ping(WebhookRequest.Ping request) {
    return one(WebhookQueries.PING, request.domainId(), request.webhookId(), WebhookEvents.PING);
  }

  private Future<WebhookDelivery> one(String sql, UUID domainId, UUID webhookId, Object which) {
    return Webhooks.execute(pool, sql, Tuple.of(domainId, webhookId, which))
        .map(Webhooks::requireFound)
        .map(Deliveries::view);
  }

  private static WebhookDelivery view(Row row) {
    return new WebhookDelivery(
        row.getUUID("id"),
        row.getUUID("webhook_id"),
        row.getUUID("domain_id"),
        row.getString("event_type"),
        row.getUUID("subject"),
        row.getString("state"),
        row.getInteger("attempts"),
        row.getOffsetDateTime("created_at").toInstant(),
        instant(row, "next_attempt_at"),
        instant(row, "delivered_at"),
        Optional.ofNullable(row.getInteger("last_status")),
        Optional.ofNullable(row.getString("last_error")));
  }

  private static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
