package dev.parley.domain;

import dev.parley.bus.MessageView;
import dev.parley.bus.Rating;
import dev.parley.bus.Role;
import dev.parley.bus.Source;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How rows become messages. */
final class Messages {

  private Messages() {}

  static MessageView view(Row row) {
    return new MessageView(
        row.getUUID("id"),
        row.getUUID("room_id"),
        row.getUUID("visitor_id"),
        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getString("status"),
        row.getString("body"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getBoolean("verified"),
        Optional.ofNullable(row.getString("rating")).flatMap(Rating::named),
        sources(row.getJsonArray("sources")));
  }

  private static List<Source> sources(JsonArray stored) {
    return stored == null
        ? List.of()
        : stored.stream().map(JsonObject.class::cast).map(Messages::source).toList();
  }

  private static Source source(JsonObject stored) {
    return new Source(stored.getString("title"), Optional.ofNullable(stored.getString("url")));
  }
}
