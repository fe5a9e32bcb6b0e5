package dev.parley.customer;

import dev.parley.database.Absence;
import io.vertx.pgclient.PgException;
import java.util.Locale;
import java.util.Set;

/** What to do about a statement that failed, by its SQLSTATE (PostgreSQL's manual, appendix A). */
enum DatabaseFailure {
  /** The database, or the way to it, is not there, or cannot write now: the same again, later. */
  AWAY,
  /** Two transactions were in each other's way, and this one had to yield: the same again, now. */
  CONFLICT,
  /** Another transaction holds a row: whoever does not need that row shall not wait for it. */
  LOCKED,
  /**
   * A file, or a page of it, that cannot be read or written: who needs another one shall not
   * suffer, and the same again seldom helps.
   */
  DAMAGED,
  /** A row that PostgreSQL refuses: its neighbours shall not suffer. */
  REFUSED;

  /**
   * By these a session ends, or does not begin; in a few languages the server says it otherwise.
   */
  private static final Set<String> ENDS_SESSION = Set.of("FATAL", "PANIC");

  /** Tells which it is. What is no answer of PostgreSQL's is a fault of the connection. */
  static DatabaseFailure of(Throwable cause) {
    if (!(cause instanceof PgException refused)) {
      return AWAY;
    }
    String sqlState = refused.getSqlState();
    if (sqlState == null) {
      return REFUSED;
    }
    if (Absence.isDamaged(refused)) {
      return endsSession(refused) && Absence.isSystemError(refused) ? AWAY : DAMAGED;
    }
    return switch (sqlState) {
      case "40P01", "40001" -> CONFLICT; // deadlock detected, serialization failure
      case "55P03" -> LOCKED; // lock_timeout
      default -> Absence.isToBlame(sqlState) ? AWAY : REFUSED;
    };
  }

  /** That is no row's fault. */
  private static boolean endsSession(PgException refused) {
    return refused.getSeverity() != null && ENDS_SESSION.contains(refused.getSeverity());
  }

  /** Whether one row of several may be to blame, without which the others are stored at once. */
  boolean mayBeOfOneRow() {
    return this == DAMAGED || this == REFUSED;
  }

  /** The name in metrics: lower case. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a row points to one that is not there (23503), and not merely is wrong by itself. */
  static boolean isDangling(Throwable cause) {
    return says("23503", cause);
  }

  /**
   * Whether an answer would be stored that another process says, or whose question is gone: see
   * {@link TurnQueries}.
   */
  static boolean isTaken(Throwable cause) {
    return says("23502", cause); // not_null_violation
  }

  /** Whether the server takes nothing that changes anything. */
  static boolean isReadOnly(Throwable cause) {
    return says(Absence.READ_ONLY, cause);
  }

  private static boolean says(String sqlState, Throwable cause) {
    return cause instanceof PgException refused && sqlState.equals(refused.getSqlState());
  }
}
