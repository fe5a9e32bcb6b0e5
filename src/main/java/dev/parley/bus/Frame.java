package dev.parley.bus;

import java.util.List;

/**
 * What passes between a bot and a reader once they shook hands. {@link Text} and {@link End} go to
 * the reader, {@link Credit}, {@link Cancel}, {@link Mute} and {@link Ping} to the bot. The number
 * in a frame is the receiver's own name for the stream.
 */
public sealed interface Frame {

  /**
   * A piece of the answer. Costs the bot one credit.
   *
   * @param reader the reader's number
   * @param offset where the piece begins in the answer, in UTF-16 units
   * @param text never empty; never cuts a surrogate pair
   */
  record Text(long reader, int offset, String text) implements Frame {}

  /**
   * The answer is over <em>and stored</em>. Needs no credit; the last frame of its stream. When it
   * cannot be stored within about 15 s it ends as {@link AnswerStatus#FAILED}, and is stored later
   * if ever that goes.
   *
   * @param reader the reader's number
   * @param status how the answer ended
   * @param tokens what it cost, in tokens of a language model, for the reader who {@linkplain
   *     AnswerStarted#pays() pays}; for every other 0
   * @param sources what it rests on, the most important first
   */
  record End(long reader, AnswerStatus status, int tokens, List<Source> sources) implements Frame {

    public End {
      sources = Source.listOf(sources);
    }

    /** For a reader who does not pay, of an answer that rests on nothing. */
    public End(long reader, AnswerStatus status) {
      this(reader, status, 0, List.of());
    }
  }

  /**
   * The reader takes more; or, with 0, takes nothing for now, and is still there.
   *
   * @param stream the stream's number at the bot
   * @param frames how many more {@link Text} frames
   */
  record Credit(long stream, int frames) implements Frame {}

  /**
   * The reader went away. Not a stop: the answer is finished and stored all the same.
   *
   * @param stream the stream's number at the bot
   */
  record Cancel(long stream) implements Frame {}

  /**
   * The reader went away, and wants only the {@link End}, for what it says of the cost. Sent by a
   * reader who {@linkplain AnswerStarted#pays() pays}, instead of {@link Cancel}.
   *
   * @param stream the stream's number at the bot
   */
  record Mute(long stream) implements Frame {}

  /** Is the bot still there? The reply is empty; no reply says that it died. */
  record Ping() implements Frame {}
}
