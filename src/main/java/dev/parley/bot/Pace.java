package dev.parley.bot;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Speaks a text word by word. One timer serves all that is spoken, and runs only while something
 * is; at full speed there is none. Not thread-safe: belongs to one event loop.
 */
final class Pace {

  private static final Duration SHORTEST_TICK = Duration.ofMillis(10);
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final double wordsPerSecond;
  private final List<Utterance> utterances = new ArrayList<>();
  private long timer;

  /**
   * @param wordsPerSecond 0 is as fast as it goes
   */
  Pace(Vertx vertx, double wordsPerSecond) {
    this.vertx = vertx;
    this.wordsPerSecond = wordsPerSecond;
  }

  Answering speak(String text, Speech speech) {
    if (wordsPerSecond == 0) {
      speech.say(text);
      speech.done();
      return Answering.OVER;
    }
    Utterance utterance = new Utterance(text, speech, System.nanoTime());
    if (!utterance.goOn(System.nanoTime())) {
      add(utterance);
    }
    return utterance;
  }

  private void add(Utterance utterance) {
    if (utterances.isEmpty()) {
      timer = vertx.setPeriodic(tickMillis(), id -> tick());
    }
    utterances.add(utterance);
  }

  private void tick() {
    long now = System.nanoTime();
    utterances.removeIf(utterance -> utterance.goOn(now));
    if (utterances.isEmpty()) {
      vertx.cancelTimer(timer);
    }
  }

  private long tickMillis() {
    long perWord = (long) (1000 / wordsPerSecond);
    return Math.max(SHORTEST_TICK.toMillis(), Math.min(perWord, LONGEST_TICK.toMillis()));
  }

  /** A text that is being spoken: the first word at once, each further one when it is due. */
  private final class Utterance implements Answering {

    private final String text;
    private final Speech speech;
    private final long begun;
    private int position;
    private long words;
    private boolean over;

    Utterance(String text, Speech speech, long begun) {
      this.text = text;
      this.speech = speech;
      this.begun = begun;
    }

    /** Says what is due. True when there is nothing more to say. */
    boolean goOn(long now) {
      if (over) {
        return true;
      }
      int from = position;
      long due = 1 + (long) ((now - begun) * wordsPerSecond / 1e9);
      while (words < due && position < text.length()) {
        position = nextWord(position);
        words++;
      }
      if (position > from) {
        speech.say(text.substring(from, position));
      }
      if (!over && position == text.length()) {
        over = true;
        speech.done();
      }
      return over;
    }

    /** The white space before a word goes with it, so that what is said ends with a whole word. */
    private int nextWord(int from) {
      int at = from;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at;
    }

    @Override
    public void stop() {
      over = true;
    }
  }
}
