package dev.parley.bot.model;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Content in parts, as Mistral's reasoning models stream it while they think: {@code
 * {"content":[{"type":"thinking",…},{"type":"text","text":"…"}]}}. langchain4j knows only a text.
 */
final class ContentParts {

  /** In a text its quotes are escaped: only an event that has parts is read a second time. */
  private static final Pattern FIELD = Pattern.compile("\"content\"\\s*:\\s*\\[");

  private ContentParts() {}

  /** That event's data with one text in the place of the parts; what is thought is left out. */
  static String joined(String data) {
    if (!FIELD.matcher(data).find()) {
      return data;
    }
    try {
      JsonObject event = new JsonObject(data);
      if (event.getValue("choices") instanceof JsonArray choices) {
        choices.forEach(ContentParts::join);
      }
      return event.encode();
    } catch (DecodeException e) {
      return data; // whoever reads the answer out of it says so
    }
  }

  private static void join(Object choice) {
    if (choice instanceof JsonObject fields
        && fields.getValue("delta") instanceof JsonObject delta
        && delta.getValue("content") instanceof JsonArray parts) {
      delta.put("content", parts.stream().map(ContentParts::text).collect(Collectors.joining()));
    }
  }

  private static String text(Object part) {
    return part instanceof JsonObject fields
            && "text".equals(fields.getValue("type"))
            && fields.getValue("text") instanceof String text
        ? text
        : "";
  }
}
