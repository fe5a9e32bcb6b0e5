package dev.parley.http;

import java.util.regex.Pattern;

/**
 * A JavaScript or CSS source as browsers get it: without its comments' lines and its indentation,
 * which is a seventh of it even compressed. Nothing else is touched, so lines stay readable. It
 * knows no syntax: a source keeps to comments in lines of their own, and to strings without line
 * breaks.
 */
final class SourceText {

  private static final Pattern COMMENT =
      Pattern.compile("(?m)^[ \\t]*(?://.*|/\\*[^*]?.*\\*/[ \\t]*)\\n");
  private static final Pattern INDENTATION = Pattern.compile("(?m)^[ \\t]+");

  private SourceText() {}

  static String lean(String source) {
    return INDENTATION.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll("");
  }
}
