package dev.parley.bus;

import java.util.List;

/** How it stands with an answer, as far as it is stored. */
public sealed interface AnswerStanding {

  /** Which attempt at the answer it is, from 1 on: each time that it is given it is one more. */
  int attempt();

  /** Nobody had it; from now on whoever asked has it, and is to say it. */
  record Yours(int attempt) implements AnswerStanding {}

  /**
   * It is over.
   *
   * @param text all that was said
   * @param status how it ended
   * @param sources what it rests on, the most important first
   */
  record Over(String text, AnswerStatus status, List<Source> sources, int attempt)
      implements AnswerStanding {

    public Over {
      sources = Source.listOf(sources);
    }

    /** The first attempt. */
    public Over(String text, AnswerStatus status, List<Source> sources) {
      this(text, status, sources, 1);
    }

    /** One that rests on nothing. */
    public Over(String text, AnswerStatus status) {
      this(text, status, List.of());
    }
  }

  /**
   * Another process says it, or is about to.
   *
   * @param text what is stored of it so far
   */
  record Elsewhere(String text, int attempt) implements AnswerStanding {

    /** The first attempt. */
    public Elsewhere(String text) {
      this(text, 1);
    }
  }
}
