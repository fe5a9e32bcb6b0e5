package dev.parley.bot;

/**
 * The text of an answer while it grows: bounded, and at every moment fit to be sent and stored. It
 * never holds NUL (PostgreSQL takes none) nor half a surrogate pair, wherever a bot cuts its
 * pieces.
 */
final class GrowingText {

  private static final char NONE = 0;
  private static final String CUT_MARK = "…";

  /** How far back a cut looks for the end of a word. */
  private static final int LONGEST_WORD = 200;

  private final int limit;
  private final StringBuilder text = new StringBuilder();
  private char halfPair = NONE;
  private boolean full;

  /**
   * @param limit the most UTF-16 units
   */
  GrowingText(int limit) {
    this.limit = limit;
  }

  /**
   * Adds a piece, or as much of it as there is room for.
   *
   * @return whether there is room for more; when there is not, the text ends with "…"
   */
  boolean append(String piece) {
    if (full) {
      return false;
    }
    int before = text.length();
    if (halfPair == NONE && isPlain(piece)) {
      text.append(piece);
    } else {
      piece.chars().forEach(c -> append((char) c));
    }
    if (text.length() > limit) {
      cut(before);
    }
    return !full;
  }

  private static boolean isPlain(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private void append(char c) {
    if (Character.isHighSurrogate(c)) {
      halfPair = c; // until its other half comes
    } else if (Character.isLowSurrogate(c)) {
      if (halfPair != NONE) {
        text.append(halfPair).append(c);
      }
      halfPair = NONE;
    } else {
      halfPair = NONE;
      if (c != 0) {
        text.append(c);
      }
    }
  }

  /** Cuts at the end of a word, but never what was there before: it may have been read. */
  private void cut(int before) {
    full = true;
    int room = limit - CUT_MARK.length();
    if (before > room) {
      text.setLength(before);
      return;
    }
    text.setLength(endOfWord(Math.max(before, room - LONGEST_WORD), room));
    text.append(CUT_MARK);
  }

  private int endOfWord(int earliest, int latest) {
    for (int at = latest; at > earliest; at--) {
      if (Character.isWhitespace(text.charAt(at))) {
        return at;
      }
    }
    boolean splitsPair = latest > 0 && Character.isHighSurrogate(text.charAt(latest - 1));
    return splitsPair ? latest - 1 : latest;
  }

  /** There, or where the surrogate pair begins that it would split. */
  int wholeFrom(int offset) {
    boolean splitsPair =
        offset > 0
            && offset < text.length()
            && Character.isLowSurrogate(text.charAt(offset))
            && Character.isHighSurrogate(text.charAt(offset - 1));
    return splitsPair ? offset - 1 : offset;
  }

  int length() {
    return text.length();
  }

  String from(int offset) {
    return text.substring(offset);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
