package dev.parley.email;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * The part before the {@code @}: the dot-atom of RFC 5322, section 3.2.3, less the signs that in
 * prose are far more often around an address than in it ({@code * / = ? ^ ` { | } ! # $}), plus
 * letters beyond ASCII (RFC 6531).
 */
final class LocalPart {

  private static final String SIGNS = "._%+-'&~";

  /**
   * Of these no two are in one word, and all are written with spaces between words (the «moderately
   * restrictive» level of UTS #39, section 5.2).
   */
  private static final Set<UnicodeScript> LOOK_ALIKE =
      EnumSet.of(UnicodeScript.LATIN, UnicodeScript.CYRILLIC, UnicodeScript.GREEK);

  private LocalPart() {}

  /** Whether the whole range is a local part. */
  static boolean isValid(CharSequence text, int from, int to) {
    return from < to && startBefore(text, to) == from;
  }

  /**
   * Where the local part begins that ends before {@code end}; {@code end} itself when there is
   * none. Letters belong to it as long as they are of one script with the last: in «メールはbob@x.com»
   * it is {@code bob}, in {@code müller@x.com} it is {@code müller}. Scripts that look like each
   * other need a hyphen between: {@code аdmin@x.com} with a Cyrillic {@code а} is nobody's, and not
   * that of {@code dmin@x.com}.
   */
  static int startBefore(CharSequence text, int end) {
    int start = end;
    UnicodeScript script = UnicodeScript.COMMON;
    while (start > 0) {
      int c = Character.codePointBefore(text, start);
      if (Character.isLetter(c) || isMark(c)) {
        UnicodeScript its = UnicodeScript.of(c);
        if (isNeutral(script)) {
          script = its;
        } else if (its != script && !isNeutral(its)) {
          boolean isMixed = LOOK_ALIKE.contains(its) && LOOK_ALIKE.contains(script);
          if (isMixed && text.charAt(start) != '-') {
            return end;
          }
          break;
        }
      } else if (!isDigit(c) && SIGNS.indexOf(c) < 0) {
        break;
      }
      if (c == '.' && start < end && text.charAt(start) == '.') {
        break; // two dots in a row are no dot-atom
      }
      start -= Character.charCount(c);
    }
    if (start < end && text.charAt(end - 1) == '.') {
      return end;
    }
    return skipSigns(text, start, end);
  }

  /**
   * An address begins with a letter, a digit or an underscore; what stands before is punctuation.
   */
  private static int skipSigns(CharSequence text, int from, int end) {
    int start = from;
    while (start < end) {
      int c = Character.codePointAt(text, start);
      if (Character.isLetter(c) || isDigit(c) || c == '_') {
        return start;
      }
      start += Character.charCount(c);
    }
    return end;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNeutral(UnicodeScript script) {
    return script == UnicodeScript.COMMON || script == UnicodeScript.INHERITED;
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}
