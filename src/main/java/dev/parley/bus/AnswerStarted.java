package dev.parley.bus;

/**
 * The bot's side of the handshake.
 *
 * @param botAddress where the reader's {@link Frame.Credit} and {@link Frame.Cancel} are to go: one
 *     address per bot verticle
 * @param stream the stream's number at that address
 * @param replayed whether the answer was over before: it comes from storage
 * @param pays whether the answer was begun for this reader, who is told what it cost; so each is
 *     paid for once
 * @param attempt which attempt at the answer it is, from 1 on: one that broke off and is asked for
 *     afresh is another text
 */
public record AnswerStarted(
    String botAddress, long stream, boolean replayed, boolean pays, int attempt) {

  /** Of the first attempt. */
  public AnswerStarted(String botAddress, long stream, boolean replayed, boolean pays) {
    this(botAddress, stream, replayed, pays, 1);
  }

  /** To a reader who does not pay. */
  public AnswerStarted(String botAddress, long stream, boolean replayed) {
    this(botAddress, stream, replayed, false);
  }
}
