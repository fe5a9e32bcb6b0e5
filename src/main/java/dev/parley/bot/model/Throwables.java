package dev.parley.bot.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Causes;

/** What went wrong, for a line of the log. */
final class Throwables {

  private Throwables() {}

  /** What it says, and what is at its root; in one line, without the place in Jackson's source. */
  static String inWords(Throwable failure) {
    Throwable root = Causes.root(failure);
    String began =
        root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.toString();
    return Refusal.inOneLine(
        root == failure || root instanceof JsonProcessingException
            ? began
            : failure + ", because of " + began);
  }

  /** Whether it says that word, or any of its causes does. */
  static boolean says(Throwable failure, String word) {
    return Causes.of(failure).anyMatch(it -> it.toString().contains(word));
  }
}
