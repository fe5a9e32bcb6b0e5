package dev.parley.bus;

import java.util.Optional;

/**
 * Asks the bot to answer a turn, and opens a reader on the answer; or only opens the reader. For a
 * turn that is not {@linkplain TurnOpened#repeated() repeated} the bot begins at once. Else it
 * looks first: an answer that runs is joined, one that ended well is said again, and only where
 * there is none, or one that broke off, the bot is asked; and never without a question.
 *
 * @param turn what is to be answered
 * @param question what the visitor wrote; empty when nobody is to be asked
 * @param readerAddress where the answer's frames are to go: one address per client, never one per
 *     stream
 * @param reader the reader's number at that address
 * @param window how many {@link Frame.Text} frames may be under way before the first {@link
 *     Frame.Credit}
 * @param from where the reader begins, in UTF-16 units of the answer; 0 is its beginning. Inside a
 *     surrogate pair it begins with the pair
 * @param attempt of which {@linkplain AnswerStarted#attempt() attempt} that counts: in another one
 *     he begins at the beginning. 0 when he does not say: then it counts in any
 */
public record AnswerRequest(
    TurnOpened turn,
    Optional<String> question,
    String readerAddress,
    long reader,
    int window,
    int from,
    int attempt) {

  /** Of a reader who does not say which attempt he has heard a part of. */
  public AnswerRequest(
      TurnOpened turn,
      Optional<String> question,
      String readerAddress,
      long reader,
      int window,
      int from) {
    this(turn, question, readerAddress, reader, window, from, 0);
  }

  /** Where he begins in that attempt. */
  public int fromIn(int running) {
    return from(from, attempt, running);
  }

  /** Where he begins in one attempt who has heard so much of another one, or of the same. */
  static int from(int heard, int attempt, int running) {
    return attempt == 0 || attempt == running ? heard : 0;
  }
}
