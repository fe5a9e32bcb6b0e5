package dev.parley.bot;

/**
 * Where a word begins and ends, for patterns that see what visitors write. Java's own {@code \b}
 * walks back over all the marks that stand on a letter, from each of them anew: 4,000 marks would
 * take the better part of a second.
 */
final class WordEdge {

  private static final String OF_WORD = "[\\p{L}\\p{M}\\p{N}_]";

  /** Nothing of a word stands before. */
  static final String BEGIN = "(?<!" + OF_WORD + ")";

  /** Nothing of a word stands behind. */
  static final String END = "(?!" + OF_WORD + ")";

  private WordEdge() {}
}
