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

  /** What is written in these may stand directly beside an address: without spaces, or a prefix. */
  private static final Set<UnicodeScript> WITHOUT_SPACES =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.HANGUL,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR,
          UnicodeScript.TIBETAN,
          UnicodeScript.HEBREW,
          UnicodeScript.ARABIC);

  private LocalPart() {}

  /** Whether it is one of those that stand in an address beside letters and digits. */
  static boolean isSign(int c) {
    return SIGNS.indexOf(c) >= 0;
  }

  /** Whether the whole range is a local part. */
  static boolean isValid(CharSequence text, int from, int to) {
    return from < to && startBefore(text, to) == from;
  }

  /**
   * Where the local part begins that ends before {@code end}; {@code end} itself when there is
   * none. Letters belong to it as long as they are of one script with the last: in «メールはbob@x.com»
   * it is {@code bob}, in {@code müller@x.com} it is {@code müller}.
   */
  static int startBefore(CharSequence text, int end) {
    int start = end;
    UnicodeScript script = UnicodeScript.COMMON;
    while (start > 0) {
      int c = Character.codePointBefore(text, start);
      if (Character.isLetter(c) || isMark(c)) {
        UnicodeScript its = scriptOf(c);
        if (isNeutral(script)) {
          script = its;
        } else if (its != script && !isNeutral(its)) {
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
   * Whether the local part is what {@link #startBefore} left of a word in two scripts: {@code
   * аdmin@x.com} with a Cyrillic {@code а} is not the address of {@code dmin@x.com}. A word of two
   * letters or more and a hyphen are none of it, nor is what is written without spaces.
   */
  static boolean isTorn(CharSequence text, int start, int end) {
    int edge = start;
    while (edge > 0 && SIGNS.indexOf(text.charAt(edge - 1)) >= 0) {
      edge--;
    }
    if (edge == 0) {
      return false;
    }
    int before = Character.codePointBefore(text, edge);
    if (!Character.isLetter(before)) {
      return false; // a space, nearly always
    }
    UnicodeScript outside = scriptOf(before);
    UnicodeScript inside = scriptOf(text, start, end);
    boolean isCut =
        outside != inside
            && !isNeutral(outside)
            && !isNeutral(inside)
            && !WITHOUT_SPACES.contains(outside)
            && !WITHOUT_SPACES.contains(inside);
    return isCut && !(text.charAt(edge) == '-' && isWord(text, edge));
  }

  private static UnicodeScript scriptOf(CharSequence text, int start, int end) {
    return text.subSequence(start, end)
        .codePoints()
        .mapToObj(LocalPart::scriptOf)
        .filter(script -> !isNeutral(script))
        .findFirst()
        .orElse(UnicodeScript.COMMON);
  }

  /** As {@link UnicodeScript#of} has it, which searches a long table for ASCII, too. */
  private static UnicodeScript scriptOf(int c) {
    if (c >= 0x80) {
      return UnicodeScript.of(c);
    }
    return Character.isLetter(c) ? UnicodeScript.LATIN : UnicodeScript.COMMON;
  }

  private static boolean isWord(CharSequence text, int end) {
    int last = end - Character.charCount(Character.codePointBefore(text, end));
    return last > 0 && Character.isLetter(Character.codePointBefore(text, last));
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
