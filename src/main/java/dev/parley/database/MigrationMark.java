package dev.parley.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Tells of a migration that it is done by the same commit that does it. Flyway writes it into its
 * history by a commit of its own, on another connection: whoever dies between the two leaves a
 * schema that no later start could migrate, because what is to be made is there already. The mark
 * is the comment of the history's table.
 */
final class MigrationMark extends BaseCallback {

  private static final String DONE = "Migrated by ";

  private static final String READ =
      "SELECT obj_description(to_regclass('public.flyway_schema_history'), 'pg_class')";

  /** As Flyway would have written it. */
  private static final String WRITE_DOWN =
      """
      INSERT INTO public.flyway_schema_history
        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
      SELECT coalesce(max(installed_rank), 0) + 1, ?, ?, 'SQL', ?, ?, current_user, 0, true
      FROM public.flyway_schema_history
      """;

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_EACH_MIGRATE;
  }

  /** In the migration's transaction. */
  @Override
  public void handle(Event event, Context context) {
    String script = context.getMigrationInfo().getScript();
    try (Statement statement = context.getConnection().createStatement()) {
      statement.execute("COMMENT ON TABLE public.flyway_schema_history IS '" + DONE + script + "'");
    } catch (SQLException e) {
      throw new FlywayException("cannot mark " + script + " as done: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the migration into the history that is done and not in it, if there is one. Blocking.
   *
   * @param connection of whoever migrates alone
   */
  static void writeDown(Connection connection) throws SQLException {
    Optional<String> done = read(connection);
    if (done.isPresent() && done.equals(SchemaHistory.next(connection))) {
      String script = done.get();
      String[] name = script.substring(1, script.length() - ".sql".length()).split("__", 2);
      try (PreparedStatement statement = connection.prepareStatement(WRITE_DOWN)) {
        statement.setString(1, name[0]);
        statement.setString(2, name[1].replace('_', ' '));
        statement.setString(3, script);
        statement.setInt(4, SchemaHistory.checksum(script));
        statement.executeUpdate();
      }
    }
  }

  private static Optional<String> read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READ)) {
      String comment = row.next() ? row.getString(1) : null;
      return Optional.ofNullable(comment)
          .filter(it -> it.startsWith(DONE))
          .map(it -> it.substring(DONE.length()));
    }
  }
}
