package dev.parley.customer;

import dev.parley.bus.Source;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** What an answer rests on, as it is stored: {@code [{"title":…,"url":…}]}, or null for nothing. */
final class SourceColumn {

  private static final String TITLE = "title";
  private static final String URL = "url";

  private SourceColumn() {}

  /** For a parameter that the statement casts. */
  static String text(List<Source> sources) {
    if (sources.isEmpty()) {
      return null;
    }
    JsonArray array = new JsonArray();
    for (Source source : sources) {
      JsonObject object = new JsonObject().put(TITLE, source.title());
      source.url().ifPresent(url -> object.put(URL, url));
      array.add(object);
    }
    // PostgreSQL takes no such character.
    return array.encode().replace("\\u0000", "\\ufffd");
  }

  static List<Source> read(Row row) {
    JsonArray array = row.getJsonArray("sources");
    return array == null
        ? List.of()
        : array.stream().map(JsonObject.class::cast).map(SourceColumn::source).toList();
  }

  private static Source source(JsonObject stored) {
    return new Source(stored.getString(TITLE), Optional.ofNullable(stored.getString(URL)));
  }
}
