package dev.parley.http;

import java.util.regex.Pattern;

/**
 * A JavaScript or CSS source as browsers get it: without its comments' lines, its indentation and
 * the line breaks that mean nothing, which are a seventh of it even compressed. It knows no syntax:
 * a source keeps to comments in lines of their own, and to strings without line breaks.
 */
final class SourceText {

  private static final Pattern COMMENT =
      Pattern.compile("(?m)^[ \\t]*(?://.*|/\\*[^*]?.*\\*/[ \\t]*)\\n");
  private static final Pattern INDENTATION = Pattern.compile("(?m)^[ \\t]+|^\\n");

  /** After these a line break ends nothing, in either language. */
  private static final Pattern BREAK = Pattern.compile("([{(,;])\\n");

  private static final Pattern SPACE = Pattern.compile("(?<=[:,]) | (?=\\{)|(?<=\\})\\n");

  private SourceText() {}

  /**
   * @param file its name: of a style sheet spaces between signs go, too
   */
  static String lean(String file, String source) {
    String code = COMMENT.matcher(source).replaceAll("");
    String lines = BREAK.matcher(INDENTATION.matcher(code).replaceAll("")).replaceAll("$1");
    return file.endsWith(".css") ? SPACE.matcher(lines).replaceAll("") : lines;
  }
}
