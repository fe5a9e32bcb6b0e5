package dev.parley.database;

import dev.parley.settings.StartException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database within the embedded PostgreSQL: there, and safe to write to. Blocking. */
final class EmbeddedDatabase {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

  /** What a restore makes, and what it puts away, until it is over. */
  static final String RESTORED = "parley_restored";

  static final String REPLACED = "parley_replaced";

  private static final String NO_SUCH_DATABASE = "3D000";

  private static final String CREATE = "CREATE DATABASE parley";
  private static final String DURABILITY =
      """
      SELECT concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
                       current_setting('full_page_writes'))
      """;

  /**
   * What a restore that was broken off has left in the server: what it was about to make, and what
   * it had put away, when there is something in its place.
   */
  private static final String LEFT_BEHIND =
      """
      SELECT datname FROM pg_database
      WHERE datname = '%s'
         OR datname = '%s' AND EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')
      """
          .formatted(RESTORED, REPLACED);

  private EmbeddedDatabase() {}

  /**
   * Makes the database unless it is there; then it is the only one, since no erasure reaches
   * another.
   *
   * @throws StartException when the server would not keep what it acknowledges
   */
  static void ensure(DatabaseUrl url) {
    try {
      try {
        prepare(url);
      } catch (SQLException e) {
        if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
          throw e;
        }
        create(url.withDatabase("postgres"));
        prepare(url);
      }
    } catch (SQLException e) {
      throw new StartException("The embedded PostgreSQL does not answer: " + e.getMessage(), e);
    }
  }

  private static void prepare(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement()) {
      checkDurability(statement);
      dropLeftovers(statement);
    }
  }

  private static void create(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement()) {
      statement.execute(CREATE);
    }
  }

  private static void dropLeftovers(Statement statement) throws SQLException {
    List<String> left = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(LEFT_BEHIND)) {
      while (rows.next()) {
        left.add(rows.getString(1));
      }
    }
    for (String name : left) {
      try {
        statement.execute("DROP DATABASE IF EXISTS " + name);
      } catch (SQLException e) { // no reason not to start
        LOG.warn("What a restore left behind cannot be dropped: {}", name, e);
      }
    }
  }

  private static void checkDurability(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(DURABILITY)) {
      row.next();
      String settings = row.getString(1);
      if (!"on on on".equals(settings)) {
        throw new StartException(
            "The embedded PostgreSQL would not keep what it acknowledges"
                + " (fsync, synchronous_commit, full_page_writes: "
                + settings
                + ").");
      }
    }
  }
}
