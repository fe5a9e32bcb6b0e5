package dev.parley.bus;

/** The answer broke off before it was all said. What was said so far is true. */
public final class AnswerLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final AnswerStatus status;

  /**
   * @param status how the answer ended
   * @param reason why, for the log
   */
  public AnswerLostException(AnswerStatus status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  /** How the answer ended: {@link AnswerStatus#FAILED} or {@link AnswerStatus#INTERRUPTED}. */
  public AnswerStatus status() {
    return status;
  }
}
