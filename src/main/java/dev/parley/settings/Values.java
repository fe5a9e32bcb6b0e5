package dev.parley.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From text to a setting's type. */
final class Values {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");

  private static final Map<Class<?>, String> IN_WORDS =
      Map.of(
          int.class, "a whole number",
          double.class, "a number",
          boolean.class, "true or false",
          Duration.class, "a duration such as 250ms, 10s or 2m",
          Path.class, "a path",
          AddressRanges.class, AddressRanges.IN_WORDS,
          String.class, "a text");

  private Values() {}

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException when the text is none of that type
   */
  static Object parse(Class<?> type, Given given) {
    String text = given.text().strip();
    if (type == int.class) {
      return Integer.valueOf(text);
    } else if (type == double.class) {
      return number(text);
    } else if (type == boolean.class) {
      return bool(text);
    } else if (type == Duration.class) {
      return duration(text);
    } else if (type == Path.class) {
      return path(text, given.base());
    } else if (type == AddressRanges.class) {
      return AddressRanges.parse(text);
    } else if (type == String.class) {
      return text;
    }
    throw new IllegalStateException("no setting may be a " + type);
  }

  static String inWords(Class<?> type) {
    return IN_WORDS.get(type);
  }

  static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no duration");
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static Double number(String text) {
    if (!text.matches("-?\\d{1,15}(\\.\\d{1,15})?")) {
      throw new IllegalArgumentException("no number");
    }
    return Double.valueOf(text);
  }

  private static Boolean bool(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return Boolean.valueOf(text);
  }

  private static Path path(String text, Path base) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("no path");
    }
    return base.resolve(text).toAbsolutePath().normalize();
  }
}
