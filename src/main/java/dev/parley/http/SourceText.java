package dev.parley.http;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JavaScript or CSS source as browsers get it: without its comments' lines and the white space
 * that means nothing, with {@code let} for {@code const}, without the parentheses of a single
 * parameter, and with short names for a class's private members: a fifth of it even when
 * compressed. It knows no syntax, so a source keeps to comments in lines of their own, and to
 * strings and patterns without line breaks, without the word const, without an operator between two
 * spaces, a space within or before braces, after a comma, a parenthesis or a first word with a
 * colon, or a semicolon before a brace, without what looks like a private name, and to no loop
 * without a body.
 */
final class SourceText {

  private static final Pattern COMMENT =
      Pattern.compile("(?m)^[ \\t]*(?://.*|/\\*[^*]?.*\\*/[ \\t]*)\\n");
  private static final Pattern INDENTATION = Pattern.compile("(?m)^[ \\t]+|^\\n");

  /**
   * After and before these a line break ends nothing, in either language, since a statement that
   * ends with a brace and is no block has a semicolon; nor does a last comma.
   */
  private static final Pattern BREAK =
      Pattern.compile("(?<=[{(,;}])\\n|,?\\n(?=[})\\]])|\\n(?=[?:.&|])");

  /** Of a style sheet. */
  private static final Pattern SPACE =
      Pattern.compile("(?<=[:,]) | (?=[{!])|(?<=\\})\\n|;(?=\\})|(?<=[ :,(])0(?=\\.\\d)");

  private static final Pattern OPERATOR =
      Pattern.compile(
          " (=>|[!=]==|(?:&&|\\|\\||\\?\\?|[-+*/])=?|[<>]=?|[=?:]) "
              + "|(?<=[\\w)]) (?=\\{)|(?<=\\)) (?=\\w)|(?<=[{,]) | (?=\\})|;(?=\\})"
              + "|(?<=[{,] ?[\"\\w-]{1,40}:) (?=\\S)"
              + "|(?<=\\b(?:if|for|while|catch|async|await|const|of|return)) (?=[(\\[\"`])"
              + "|(?<=\\}) (?=(?:else|catch|finally)\\b)");

  private static final Pattern CONST = Pattern.compile("\\bconst\\b");
  private static final Pattern PARAMETER = Pattern.compile("(?<!\\w)\\((\\w+)\\)(?==>)");
  private static final Pattern PRIVATE = Pattern.compile("#[a-zA-Z]\\w*");

  private SourceText() {}

  /**
   * @param file its name, by which it is a style sheet or not
   */
  static String lean(String file, String source) {
    String lines =
        BREAK
            .matcher(INDENTATION.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll(""))
            .replaceAll("")
            .strip();
    return file.endsWith(".css") ? SPACE.matcher(lines).replaceAll("") : leanScript(lines);
  }

  private static String leanScript(String lines) {
    Map<String, String> names = new HashMap<>();
    String tight =
        OPERATOR.matcher(lines).replaceAll(it -> it.group(1) == null ? "" : quoted(it.group(1)));
    String variables = CONST.matcher(tight).replaceAll("let");
    return PRIVATE
        .matcher(PARAMETER.matcher(variables).replaceAll("$1"))
        .replaceAll(it -> names.computeIfAbsent(it.group(), name -> "#" + letters(names.size())));
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  /** The n-th of a, b, …, z, ba, bb, … */
  private static String letters(int n) {
    return Integer.toString(n, 26)
        .chars()
        .map(digit -> 'a' + Character.digit(digit, 26))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
