package dev.parley.bus;

import java.util.Locale;

/** How an answer ended. */
public enum AnswerStatus {
  /** The bot said all it had to say. */
  COMPLETE,
  /** The visitor pressed stop. */
  STOPPED,
  /** The bot broke off, or the answer could not be stored. */
  FAILED,
  /** The server went down before the answer was over. */
  INTERRUPTED;

  /** The name in the database: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the stream of such an answer ends with its normal end mark. */
  public boolean endsWell() {
    return this == COMPLETE || this == STOPPED;
  }
}
