package dev.parley.database;

import dev.parley.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.pgclient.PgException;
import java.util.Set;

/** Tells a database that is away from a statement, or a program, that is wrong. */
public final class Absence {

  /**
   * Connection, authorisation, no such database, resources, shutdown, system errors such as an I/O
   * fault: classes of PostgreSQL's error codes (manual, appendix A).
   */
  private static final Set<String> CLASSES = Set.of("08", "28", "3D", "53", "57", "58");

  /** A standby, or a primary about to go: who can write is elsewhere, or soon here. */
  public static final String READ_ONLY = "25006";

  /** Of the database: it takes no connections now. No statement of ours can give it. */
  private static final String NOT_ACCEPTING = "55000";

  /** No room on the disk, no memory, too many connections. */
  private static final Set<String> INSUFFICIENT_RESOURCES = Set.of("53");

  /** A file that cannot be read or written. */
  private static final Set<String> SYSTEM_ERRORS = Set.of("58");

  /** A table's or an index's file is not what PostgreSQL wrote. */
  private static final Set<String> CORRUPTED = Set.of("XX001", "XX002");

  private Absence() {}

  /**
   * What is told to whoever asked over the bus: of a database that is away, that it is; of anything
   * else, what it was.
   */
  public static <R> Future<R> told(Throwable cause) {
    boolean away = !(cause instanceof ReplyException) && isToBlame(cause);
    return Future.failedFuture(away ? Failure.UNAVAILABLE.because("the database is away") : cause);
  }

  /**
   * Whether a statement failed because the database, or the way to it, is not there. What the
   * client fails with by itself is about the connection, unless it is a plain exception.
   */
  public static boolean isToBlame(Throwable cause) {
    if (cause instanceof PgException refused) {
      return refused.getSqlState() != null && isToBlame(refused.getSqlState());
    }
    return !(cause instanceof RuntimeException) || cause instanceof VertxException;
  }

  /**
   * The same, by what PostgreSQL answered.
   *
   * @param sqlState its error code
   */
  public static boolean isToBlame(String sqlState) {
    return READ_ONLY.equals(sqlState) || NOT_ACCEPTING.equals(sqlState) || isOf(CLASSES, sqlState);
  }

  /** Whether it is there, and lacks what whatever is stored needs: room, or a connection. */
  public static boolean isOutOfResources(Throwable cause) {
    return isOf(INSUFFICIENT_RESOURCES, code(cause));
  }

  /**
   * Whether it is there, and cannot read or write one of its files, or a page of it: who needs
   * another one may go on.
   */
  public static boolean isDamaged(Throwable cause) {
    return isSystemError(cause) || CORRUPTED.contains(code(cause));
  }

  /**
   * Whether a file could not be read or written for a cause outside of it, which may pass: a
   * volume, say, that was away for a moment. What is not what PostgreSQL wrote stays so.
   */
  public static boolean isSystemError(Throwable cause) {
    return isOf(SYSTEM_ERRORS, code(cause));
  }

  /** What PostgreSQL answered; empty when it did not. */
  private static String code(Throwable cause) {
    return cause instanceof PgException refused && refused.getSqlState() != null
        ? refused.getSqlState()
        : "";
  }

  private static boolean isOf(Set<String> classes, String sqlState) {
    return sqlState.length() > 2 && classes.contains(sqlState.substring(0, 2));
  }
}
