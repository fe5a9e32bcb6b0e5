package dev.parley.testing;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An answer out of its server-sent events, as a widget puts it together. */
public final class AnswerText {

  private static final Pattern CHUNK = Pattern.compile("id: (\\d+)\ndata: (\\{.*\\})\n\n");

  private AnswerText() {}

  /** The chunks' texts, joined. What is cut off within an event is no event. */
  public static String of(String events) {
    return chunks(events).stream()
        .map(chunk -> new JsonObject(chunk.group(2)).getString("content"))
        .collect(Collectors.joining());
  }

  /** The id of the last whole chunk; 0 when there is none. */
  public static int lastId(String events) {
    return chunks(events).stream()
        .mapToInt(chunk -> Integer.parseInt(chunk.group(1)))
        .reduce(0, (before, id) -> id);
  }

  /** How many whole chunks there are. */
  public static int count(String events) {
    return chunks(events).size();
  }

  private static List<MatchResult> chunks(String events) {
    Matcher chunk = CHUNK.matcher(events);
    return chunk.results().toList();
  }
}
