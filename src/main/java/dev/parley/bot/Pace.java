package dev.parley.bot;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Speaks a text word by word, each word when it is due, so that thousands of texts never speak all
 * at the same moment. One timer serves all that is spoken, and runs only while something is; at
 * full speed there is none. Not thread-safe: belongs to one event loop.
 */
final class Pace {

  private static final Duration TICK = Duration.ofMillis(10);

  private final Vertx vertx;
  private final double wordsPerSecond;
  private final long origin = System.nanoTime();

  /** Whose next word is due first, comes first. */
  private final PriorityQueue<Utterance> utterances =
      new PriorityQueue<>(Comparator.comparingLong(Utterance::due));

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
    Utterance utterance = new Utterance(text, speech, now());
    if (!utterance.goOn(now())) {
      add(utterance);
    }
    return utterance;
  }

  private void add(Utterance utterance) {
    if (utterances.isEmpty()) {
      timer = vertx.setPeriodic(TICK.toMillis(), id -> tick());
    }
    utterances.add(utterance);
  }

  private void tick() {
    long now = now();
    while (!utterances.isEmpty() && utterances.peek().due() <= now) {
      Utterance next = utterances.poll();
      if (!next.goOn(now)) {
        utterances.add(next);
      }
    }
    if (utterances.isEmpty()) {
      vertx.cancelTimer(timer);
    }
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  /** A text that is being spoken: the first word at once, each further one when it is due. */
  private final class Utterance implements Answering {

    private final String text;
    private final Speech speech;
    private final long begun;
    private int position;
    private long words;
    private long due;
    private boolean over;

    Utterance(String text, Speech speech, long begun) {
      this.text = text;
      this.speech = speech;
      this.begun = begun;
    }

    /** When its next word is to be said. */
    long due() {
      return due;
    }

    /** Says what is due. True when there is nothing more to say. */
    boolean goOn(long now) {
      if (over) {
        return true;
      }
      int from = position;
      long wordsDue = 1 + (long) ((now - begun) * wordsPerSecond / 1e9);
      while (words < wordsDue && position < text.length()) {
        position = nextWord(position);
        words++;
      }
      due = Math.max(now + 1, begun + (long) (words * 1e9 / wordsPerSecond));
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
