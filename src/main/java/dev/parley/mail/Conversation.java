package dev.parley.mail;

/**
 * How far one conversation with the server has come, as its connection sees it. On that one's event
 * loop.
 */
final class Conversation {

  private Stage stage = Stage.NO_CONNECTION;
  private boolean isOver;

  /** In their order; none is gone back to. */
  enum Stage {
    NO_CONNECTION("no connection"),
    /** Whoever waits for a client's first byte of TLS says nothing to one that waits for words. */
    CONNECTED("not a byte of a greeting (is mail.tls wrong for that port?)"),
    GREETED("no answer"),
    /** It may deliver the mail, whether its answer comes or not. */
    SENT_WHOLE("no answer to the whole mail");

    private final String inWords;

    Stage(String inWords) {
      this.inWords = inWords;
    }

    /** What is missing, in it. */
    String inWords() {
      return inWords;
    }
  }

  Stage stage() {
    return stage;
  }

  boolean isSentWhole() {
    return stage == Stage.SENT_WHOLE;
  }

  /** Nobody waits for it any more. What it has not sent whole by then is sent by another one. */
  void end() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }

  void reached(Stage next) {
    if (next.compareTo(stage) > 0) {
      stage = next;
    }
  }
}
