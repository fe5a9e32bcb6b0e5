package dev.parley.webhook;

import dev.parley.bus.WebhookEvents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What a webhook is sent: {@code {"type": …, "timestamp": …, "data": {…}}}, made of the tables as
 * they are at the moment when it is sent. What is not known is not in it.
 */
final class Payload {

  private static final String STREAMING = "streaming";

  private Payload() {}

  /** By a row of {@link WebhookQueries#CLAIM}; empty when what it was to tell of is gone. */
  static Optional<Buffer> of(Row row) {
    String event = row.getString("event_type");
    return data(event, row)
        .map(
            data ->
                new JsonObject()
                    .put("type", event)
                    .put("timestamp", time(row, "happened_at"))
                    .put("data", data)
                    .toBuffer());
  }

  private static Optional<JsonObject> data(String event, Row row) {
    JsonObject data = new JsonObject().put("domainId", row.getUUID("domain_id").toString());
    return switch (event) {
      case WebhookEvents.PING ->
          Optional.of(data.put("webhookId", row.getUUID("webhook_id").toString()));
      case WebhookEvents.CUSTOMER_CREATED ->
          row.getUUID("customer_id") == null
              ? Optional.empty()
              : Optional.of(customer(data, row).put("createdAt", time(row, "customer_since")));
      default ->
          row.getUUID("message_id") == null ? Optional.empty() : Optional.of(message(data, row));
    };
  }

  private static JsonObject customer(JsonObject data, Row row) {
    if (row.getUUID("customer_id") != null) {
      data.put("customerId", row.getUUID("customer_id").toString());
      data.put("email", row.getString("email"));
    }
    return data;
  }

  private static JsonObject message(JsonObject data, Row row) {
    customer(data, row)
        .put("roomId", row.getUUID("room_id").toString())
        .put("turnId", row.getUUID("turn_id").toString())
        .put("messageId", row.getUUID("message_id").toString())
        .put("role", row.getString("role"))
        .put("content", row.getString("body"))
        .put("status", status(row))
        .put("verified", row.getBoolean("verified"))
        .put("createdAt", time(row, "created_at"));
    if (row.getJson("sources") instanceof JsonArray sources) {
      data.put("sources", sources);
    }
    return data;
  }

  /** An answer that is said anew had ended so. */
  private static String status(Row row) {
    String status = row.getString("status");
    return status.equals(STREAMING) ? row.getString("outcome") : status;
  }

  private static String time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return DateTimeFormatter.ISO_INSTANT.format(time.withOffsetSameInstant(ZoneOffset.UTC));
  }
}
