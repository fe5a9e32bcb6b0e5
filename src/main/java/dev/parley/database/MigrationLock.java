package dev.parley.database;

import dev.parley.settings.StartException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held by the one process that migrates a database, for as long as its connection lives. Blocking.
 */
final class MigrationLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MigrationLock.class);

  /**
   * Of each connection that takes part. A turn is refused later than that; and only who has waited
   * for PostgreSQL's {@code deadlock_timeout}, a second, has an autovacuum give way. Nor does a
   * role's setting end what waits for others.
   */
  static final String MANNERS =
      "SET lock_timeout = '1100ms'; SET statement_timeout = 0;"
          + " SET idle_in_transaction_session_timeout = 0; SET idle_session_timeout = 0";

  /** An advisory lock of the database, the first of whose keys is "parm" in ASCII. */
  private static final String TRY = "SELECT pg_try_advisory_lock(1885434477, 0)";

  /**
   * Who keeps a table from being changed: whoever has been in a transaction for a second. Not what
   * he does, which may be somebody's secret. Of another user's sessions not even since when is
   * told.
   */
  private static final String IN_THE_WAY =
      """
      SELECT coalesce(string_agg(format('session %s (%s)', pid,
                                        concat_ws(', ', nullif(application_name, ''), usename, nullif(backend_type, 'client backend'),
                                                  state, extract(epoch FROM now() - xact_start)::int || ' s')), ', '
                                 ORDER BY xact_start),
                      'nobody any more')
      FROM pg_stat_activity
      WHERE pid <> pg_backend_pid()
        AND (xact_start IS NULL OR xact_start < now() - interval '1 second')
        AND pid IN (SELECT held.pid
                    FROM pg_locks AS held JOIN pg_class AS thing ON thing.oid = held.relation
                    WHERE held.granted
                      AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND thing.relnamespace = 'public'::regnamespace)
      """;

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Connection connection;

  private MigrationLock(Connection connection) {
    this.connection = connection;
  }

  /** Waits for whoever has it, however long that is. */
  static MigrationLock take(DatabaseUrl url) throws SQLException {
    MigrationLock lock = new MigrationLock(url.openJdbc());
    try (Statement manners = lock.connection.createStatement()) {
      manners.execute(MANNERS);
      for (int looks = 0; !lock.text(TRY).equals("t"); looks++) {
        if (looks == 0) {
          LOG.info("Another process migrates the schema of {}. Parley is waiting for it", url);
        }
        pause(PAUSE);
      }
      return lock;
    } catch (SQLException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Whose transactions a migration may be waiting for. */
  String inTheWay() throws SQLException {
    return text(IN_THE_WAY);
  }

  /** The connection that holds it, for further statements. */
  Connection connection() {
    return connection;
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The migration was interrupted.", e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
