package dev.parley.database;

import dev.parley.settings.StartException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The database within the embedded PostgreSQL: there, and safe to write to. Blocking. */
final class EmbeddedDatabase {

  private static final String NO_SUCH_DATABASE = "3D000";

  private static final String CREATE = "CREATE DATABASE parley";
  private static final String DURABILITY =
      """
      SELECT concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
                       current_setting('full_page_writes'))
      """;

  private EmbeddedDatabase() {}

  /**
   * Makes the database unless it is there.
   *
   * @throws StartException when the server would not keep what it acknowledges
   */
  static void ensure(DatabaseUrl url) {
    try {
      try {
        checkDurability(url);
      } catch (SQLException e) {
        if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
          throw e;
        }
        create(url.withDatabase("postgres"));
        checkDurability(url);
      }
    } catch (SQLException e) {
      throw new StartException("The embedded PostgreSQL does not answer: " + e.getMessage(), e);
    }
  }

  private static void create(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement()) {
      statement.execute(CREATE);
    }
  }

  private static void checkDurability(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(DURABILITY)) {
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
