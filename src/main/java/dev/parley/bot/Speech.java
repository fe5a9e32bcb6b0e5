package dev.parley.bot;

import dev.parley.bus.Source;
import java.util.List;

/**
 * Where a bot speaks. Takes as much as it is given; what comes within one tick of the event loop
 * reaches the readers together. Used on the bot verticle's event loop only.
 */
public interface Speech {

  /** Says a further piece of the answer; Markdown, of any length. */
  void say(String piece);

  /**
   * How long what was asked is, in UTF-16 units, when it is more than the visitor's message: so it
   * is paid for also when the answer is stopped before anybody says what it cost.
   */
  default void asked(int chars) {}

  /**
   * What the answer cost, in tokens of a language model, question and all; comes before the end, if
   * it is known at all.
   */
  default void cost(int tokens) {}

  /**
   * What the answer rests on, the most important first; may come at any time before the end, and
   * the last word counts. Readers are told it with the end.
   */
  default void sources(List<Source> sources) {}

  /** All is said. */
  void done();

  /** The bot broke off. What was said stays said. */
  void fail(Throwable cause);
}
