package dev.parley.database;

import java.util.Arrays;

/**
 * Which server will do, as {@code target_session_attrs} says (PostgreSQL's manual, section
 * "Parameter Key Words"), of those that write.
 */
public enum TargetSession {
  /** Whichever takes the connection. */
  ANY("any", ""),

  /** One that is no standby. */
  PRIMARY("primary", "SELECT NOT pg_is_in_recovery()"),

  /** One that is no standby, and is not set to read only either. */
  READ_WRITE("read-write", "SELECT NOT current_setting('transaction_read_only')::boolean");

  private final String label;
  private final String question;

  TargetSession(String label, String question) {
    this.label = label;
    this.question = question;
  }

  /**
   * @throws dev.parley.settings.StartException for what only reads, and what nobody knows
   */
  static TargetSession of(String label) {
    return Arrays.stream(values())
        .filter(target -> target.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                DatabaseUrl.wrong(
                    "has target_session_attrs="
                        + label
                        + "; allowed are read-write, primary and any, since Parley writes"));
  }

  /** As it is written in a URL. */
  String label() {
    return label;
  }

  /** The statement that a server answers with true if it will do; empty if each will. */
  String question() {
    return question;
  }
}
