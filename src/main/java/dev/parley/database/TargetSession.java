package dev.parley.database;

import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.SqlConnection;
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

  /** Answered with true by one that will do; empty if each will. */
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

  /** Asks the server whether it will do; fails if it will not. */
  Future<Void> check(SqlConnection connection) {
    if (question.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .query(question)
        .execute()
        .compose(
            answer ->
                answer.iterator().next().getBoolean(0)
                    ? Future.succeededFuture()
                    : Future.failedFuture(VertxException.noStackTrace("it takes no writes")));
  }
}
