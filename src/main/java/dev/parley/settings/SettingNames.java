package dev.parley.settings;

import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every setting by its name, such as {@code bot.wordsPerSecond}: what the records declare. */
final class SettingNames {

  /** Each setting with its type, in the order of the records. */
  static final Map<String, Class<?>> TYPES = types();

  /** The variables that people expect, beside those that follow from the names. */
  static final Map<String, String> OWN_VARIABLES =
      Map.of(
          "HOST", "http.host",
          "PORT", "http.port",
          "MANAGEMENT_HOST", "management.host",
          "MANAGEMENT_PORT", "management.port",
          "DATABASE_URL", "database.url",
          "PARLEY_ADMIN_TOKEN", "management.token",
          "OPENAI_BASE_URL", "model.baseUrl",
          "OPENAI_API_KEY", "model.apiKey",
          "ANTHROPIC_API_KEY", "model.anthropicApiKey");

  private static final Set<String> SECRETS =
      Set.of(
          "database.url",
          "management.token",
          "model.apiKey",
          "model.anthropicApiKey",
          "mail.password");

  private SettingNames() {}

  /** The variable of a setting: {@code PARLEY_BOT_WORDS_PER_SECOND}. */
  static String variable(String name) {
    String words = name.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_');
    return "PARLEY_" + words.toUpperCase(Locale.ROOT);
  }

  static boolean isGroup(String name) {
    return TYPES.keySet().stream().anyMatch(known -> known.startsWith(name + "."));
  }

  static boolean isSecret(String name) {
    return SECRETS.contains(name);
  }

  /** The setting, or the group of settings, whose name is the nearest. */
  static String nearest(String name) {
    Stream<String> groups =
        TYPES.keySet().stream().filter(k -> k.contains(".")).map(k -> k.replaceAll("\\..*", ""));
    return nearest(name, Stream.concat(TYPES.keySet().stream(), groups));
  }

  /** The variable whose name is the nearest. */
  static String nearestVariable(String name) {
    Stream<String> derived = TYPES.keySet().stream().map(SettingNames::variable);
    return nearest(name, Stream.concat(OWN_VARIABLES.keySet().stream(), derived));
  }

  /** One with further words is nearer than one with other letters. */
  private static String nearest(String name, Stream<String> known) {
    Pattern longer = longer(name);
    return known
        .min(
            Comparator.comparing((String candidate) -> !longer.matcher(candidate).matches())
                .thenComparingInt(candidate -> distance(name, candidate)))
        .orElseThrow();
  }

  /** Names that have all of its words in this order, and more between or after them. */
  private static Pattern longer(String name) {
    return Pattern.compile(
        Stream.of(name.split("[._]"))
            .map(Pattern::quote)
            .collect(Collectors.joining("[._](?:.*[._])?", "", ".*")));
  }

  /** Levenshtein's: how many letters are to be put in, taken out or changed. */
  private static int distance(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[other.length()];
  }

  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new LinkedHashMap<>();
    for (RecordComponent component : Settings.class.getRecordComponents()) {
      if (component.getType().isRecord()) {
        String prefix = component.getName() + ".";
        for (RecordComponent setting : component.getType().getRecordComponents()) {
          types.put(prefix + setting.getName(), setting.getType());
        }
      } else {
        types.put(component.getName(), component.getType());
      }
    }
    return types;
  }
}
