package dev.parley.bot.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.stream.Stream;

/** What went wrong, for a line of the log. */
final class Throwables {

  /** Causes may go round in a circle. */
  private static final int DEEPEST = 20;

  private Throwables() {}

  /** What it was that began it. */
  static Throwable root(Throwable failure) {
    return chain(failure).reduce((outer, inner) -> inner).orElse(failure);
  }

  /** What it says, and what is at its root; in one line, without the place in Jackson's source. */
  static String inWords(Throwable failure) {
    Throwable root = root(failure);
    String began =
        root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.toString();
    return Refusal.inOneLine(
        root == failure || root instanceof JsonProcessingException
            ? began
            : failure + ", because of " + began);
  }

  /** Whether it says that word, or any of its causes does. */
  static boolean says(Throwable failure, String word) {
    return chain(failure).anyMatch(it -> it.toString().contains(word));
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, it -> it != null, Throwable::getCause).limit(DEEPEST);
  }
}
