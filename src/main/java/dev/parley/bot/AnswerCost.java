package dev.parley.bot;

import java.util.OptionalInt;

/**
 * What an answer costs, in tokens of a language model, and whether somebody pays already. Where
 * nobody says how many, four characters of question and answer count as one. Not thread-safe.
 */
final class AnswerCost {

  private static final int CHARS_PER_TOKEN = 4;

  private boolean unpaid;
  private int questionChars;
  private OptionalInt known = OptionalInt.empty();

  /** Whoever joins first pays. */
  void unpaid() {
    unpaid = true;
  }

  /** True once, when it is to be paid for. */
  boolean takePayer() {
    boolean pays = unpaid;
    unpaid = false;
    return pays;
  }

  /** Something was asked, so long. */
  void asked(int chars) {
    questionChars = chars;
  }

  /** Somebody said how many. */
  void known(int tokens) {
    known = OptionalInt.of(Math.max(0, tokens));
  }

  /** How many, by what is known now. */
  int tokens(int answerChars) {
    int chars = questionChars + answerChars;
    return known.orElse((chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN);
  }
}
