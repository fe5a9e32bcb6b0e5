package dev.parley.chaos;

import dev.parley.testing.Said;

/**
 * What was heard of an answer, over as many connections as it took.
 *
 * @param turn the turn that is answered; empty when nothing was heard
 * @param text as far as it was heard
 * @param isOver whether its end mark came
 * @param canGoOn whether the rest of this very answer may still come
 */
record Hearing(String turn, String text, boolean isOver, boolean canGoOn) {

  static final Hearing NOTHING = new Hearing("", "", false, false);

  /** An answer that the server says has broken off is asked for afresh, and is another one. */
  Hearing and(Said said) {
    if (said.finished()) {
      return new Hearing(said.turn(), text + said.text(), true, false);
    } else if (said.answer().contains("event: error\n")) {
      return NOTHING;
    } else if (said.status() == 200) {
      return new Hearing(said.turn(), text + said.text(), false, true);
    }
    return this;
  }
}
