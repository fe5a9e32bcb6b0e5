package dev.parley.bot.model;

/**
 * What of a model's text is said: no white space that nothing follows. Not thread-safe: belongs to
 * one answer.
 */
final class SpokenText {

  /** More white space than that is not kept: there may be megabytes of it. */
  private static final int MOST_BLANKS = 1_000;

  private final StringBuilder held = new StringBuilder();
  private boolean begun;

  /** What is to be said when this comes; empty while it is held back. */
  String take(String piece) {
    if (begun) {
      return piece;
    }
    held.append(piece);
    if (piece.isBlank()) {
      held.setLength(Math.min(held.length(), MOST_BLANKS));
      return "";
    }
    begun = true;
    return held.toString();
  }
}
