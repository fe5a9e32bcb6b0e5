package dev.parley.webhook;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A delivery that this process is to send now.
 *
 * @param attempts how often it was claimed, this time included
 * @param lease until when nobody else claims it; to the microsecond, by which this claim is known
 * @param secrets each of which signs it: the current one first
 * @param body what is sent; empty when that which it was to tell of is gone
 */
record Claimed(
    UUID id,
    UUID webhookId,
    UUID domainId,
    int attempts,
    OffsetDateTime lease,
    String url,
    List<String> secrets,
    Optional<Buffer> body) {

  /** By a row of {@link WebhookQueries#CLAIM}. */
  static Claimed of(Row row) {
    return new Claimed(
        row.getUUID("id"),
        row.getUUID("webhook_id"),
        row.getUUID("domain_id"),
        row.getInteger("attempts"),
        row.getOffsetDateTime("lease"),
        row.getString("url"),
        Stream.of(row.getString("secret"), row.getString("previous_secret"))
            .filter(Objects::nonNull)
            .toList(),
        Payload.of(row));
  }

  /** Says nothing of the secrets and the contents, so that no log does. */
  @Override
  public String toString() {
    return "Claimed[id=" + id + ", webhookId=" + webhookId + ", attempts=" + attempts + "]";
  }
}
