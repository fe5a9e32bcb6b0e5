package dev.parley.email;

/** The part after the {@code @}, as far as it can be told apart from the prose behind it. */
final class DomainPart {

  private DomainPart() {}

  /**
   * Where the domain ends that begins at {@code from}; {@code from} itself when there is none. A
   * dot or hyphen at its end is no part of it, nor is what no top-level domain can be: in
   * «bob@x.com.», «bob@x.com-and» and «bob@x.comです» the domain is {@code x.com}.
   */
  static int endAfter(CharSequence text, int from) {
    int best = from;
    int label = from;
    int labels = 0;
    while (label < text.length()) {
      int end = labelEnd(text, label);
      if (end == label) {
        break;
      }
      labels++;
      int topLevelEnd = topLevelEnd(text, label, end);
      if (labels > 1 && topLevelEnd > label) {
        best = topLevelEnd;
      }
      if (end == text.length() || text.charAt(end) != '.') {
        break;
      }
      label = end + 1;
    }
    return best;
  }

  /** Letters, marks, digits and hyphens. */
  private static int labelEnd(CharSequence text, int from) {
    int end = from;
    while (end < text.length()) {
      int c = Character.codePointAt(text, end);
      boolean belongs =
          Character.isLetterOrDigit(c)
              || c == '-'
              || Character.getType(c) == Character.NON_SPACING_MARK
              || Character.getType(c) == Character.COMBINING_SPACING_MARK;
      if (!belongs) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  /** How far a label can be a top-level domain: two letters or more, all ASCII or none. */
  private static int topLevelEnd(CharSequence text, int from, int end) {
    if (end - from > 4 && "xn--".contentEquals(text.subSequence(from, from + 4))) {
      return end;
    }
    boolean ascii = Character.codePointAt(text, from) < 128;
    int i = from;
    int letters = 0;
    while (i < end) {
      int c = Character.codePointAt(text, i);
      boolean mark = !Character.isLetter(c) && !Character.isDigit(c) && c != '-';
      if ((!Character.isLetter(c) && !mark) || (c < 128) != ascii) {
        break;
      }
      letters++;
      i += Character.charCount(c);
    }
    return letters >= 2 ? i : from;
  }
}
