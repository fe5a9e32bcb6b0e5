package dev.parley.bot.model;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What of a model's text is said: not the thoughts that it begins with when its server leaves them
 * there, within marks such as {@code <think>}, and no white space that nothing follows.
 *
 * <p>Some templates put the first mark into the prompt, so that the text begins with a thought and
 * only has the last one. What comes before that was said by then: it cannot be told from an answer
 * while it streams. A last mark that comes before anything else is passed over.
 *
 * <p>Not thread-safe: belongs to one answer.
 */
final class SpokenText {

  /** How a thought begins and ends: of DeepSeek and Qwen, of others, of Mistral. */
  private static final Map<String, String> MARKS =
      Map.of("<think>", "</think>", "<thinking>", "</thinking>", "[THINK]", "[/THINK]");

  /** More white space than that is not kept: there may be megabytes of it. */
  private static final int MOST_BLANKS = 1_000;

  private String held = "";
  private Optional<String> thoughtEnd = Optional.empty();
  private boolean thought;
  private boolean begun;

  /** What is to be said when this comes; empty while it is held back. */
  String take(String piece) {
    if (begun) {
      return piece;
    }
    held += piece;
    boolean goesOn = true;
    while (goesOn) {
      goesOn = thoughtEnd.map(this::leaveThought).orElseGet(this::passMark);
    }
    return begins() ? begin() : "";
  }

  /** What was held back, now that nothing follows; empty when it is not worth saying. */
  String rest() {
    return begun || thoughtEnd.isPresent() || held.isBlank() ? "" : begin();
  }

  private boolean leaveThought(String end) {
    int at = held.indexOf(end);
    if (at < 0) {
      held = held.substring(Math.max(0, held.length() - end.length())); // it may have begun
      return false;
    }
    held = held.substring(at + end.length());
    thoughtEnd = Optional.empty();
    return true;
  }

  private boolean passMark() {
    String text = held.stripLeading();
    Optional<String> begin = leading(MARKS.keySet(), text);
    Optional<String> mark = begin.or(() -> leading(MARKS.values(), text));
    mark.ifPresent(
        it -> {
          held = text.substring(it.length());
          thoughtEnd = begin.map(MARKS::get);
          thought = true;
        });
    return mark.isPresent();
  }

  private static Optional<String> leading(Collection<String> marks, String text) {
    return marks.stream().filter(text::startsWith).findFirst();
  }

  private boolean begins() {
    if (thoughtEnd.isPresent()) {
      return false;
    }
    String text = held.stripLeading();
    if (text.isEmpty()) {
      held = held.substring(0, Math.min(held.length(), MOST_BLANKS));
      return false;
    }
    return !isPartOfOne(MARKS.keySet(), text) && !isPartOfOne(MARKS.values(), text);
  }

  private static boolean isPartOfOne(Collection<String> marks, String text) {
    return marks.stream().anyMatch(mark -> mark.startsWith(text));
  }

  private String begin() {
    begun = true;
    return thought ? held.stripLeading() : held;
  }
}
