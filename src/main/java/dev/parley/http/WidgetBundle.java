package dev.parley.http;

import io.vertx.core.json.Json;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The widget's modules and its style sheet as one module: whoever has it has the whole chat, and
 * what is compressed together is smaller. It knows no syntax, so no two modules have something of
 * one name at their top level, and an import stands in a line of its own.
 */
final class WidgetBundle {

  /** Whoever is imported comes first; of the last one alone others import. */
  static final List<String> MODULES =
      List.of("texts.js", "markdown.js", "conversation.js", "view.js", "chat.js");

  static final String STYLE = "chat.css";

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import \\{[^}]*} from \"\\./[a-z]+\\.js\";\\n");
  private static final Pattern EXPORT = Pattern.compile("(?m)^export ");

  private WidgetBundle() {}

  /** Blocks for a few milliseconds: for the start. */
  static String script() {
    int last = MODULES.size() - 1;
    String imported =
        MODULES.subList(0, last).stream()
            .map(module -> EXPORT.matcher(source(module)).replaceAll(""))
            .collect(Collectors.joining("\n"));
    String script = SourceText.lean("chat.js", imported + "\n" + source(MODULES.get(last)));
    String style = SourceText.lean(STYLE, ShippedFile.read("/widget/" + STYLE));
    return script.replace("\"{{style}}\"", Json.encode(style));
  }

  private static String source(String module) {
    return IMPORT.matcher(ShippedFile.read("/widget/" + module)).replaceAll("");
  }
}
