package dev.parley.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/**
 * Text for a terminal. Whatever others wrote is made harmless first: a visitor's message must not
 * move an operator's cursor.
 */
final class Terminal {

  static final String INDENT = "    ";

  private Terminal() {}

  static String indented(String body) {
    return body.lines().map(it -> INDENT + line(it)).collect(Collectors.joining("\n"));
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A text of several lines in one. */
  static String inOneLine(String text) {
    return text.lines().map(Terminal::line).collect(Collectors.joining(" \u23ce "));
  }

  /** Control characters and those that turn the direction of writing show as U+FFFD. */
  static String line(String text) {
    StringBuilder harmless = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isHarmful(point) ? 0xfffd : point)
        .forEach(harmless::appendCodePoint);
    return harmless.toString();
  }

  private static boolean isHarmful(int point) {
    if (point == '\t') {
      return false;
    }
    int type = Character.getType(point);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || (point >= 0x202a && point <= 0x202e)
        || (point >= 0x2066 && point <= 0x2069);
  }
}
