package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.settings.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Writes a database as an SQL script: the schema by the migrations that made it, the rows as they
 * are at one moment, whatever is written meanwhile; nobody is kept waiting. It is such a script as
 * {@code pg_dump} writes in its plain format, and {@code psql} reads it, but none of PostgreSQL's
 * tools is needed: the embedded one comes without them. Blocking.
 */
public final class Dump {

  static final String FROM_HERE = " FROM stdin;";
  static final String END_OF_ROWS = "\\.";

  /** Nothing of it counts before its last line. */
  static final String END = "COMMIT;";

  /** Constraints held when the rows were read; and no trigger is to write rows of its own. */
  private static final String BEGINNING =
      """
      -- A backup of Parley's database, as it was on %s
      SET client_encoding = 'UTF8';
      SET standard_conforming_strings = on;
      SET session_replication_role = replica;
      BEGIN;
      """;

  private static final Pattern TABLE =
      Pattern.compile("^create table (\\w+)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

  private static final String COLUMNS =
      """
      SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
      FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = '%s' AND is_generated = 'NEVER'
      """;

  private static final String SEQUENCES =
      """
      SELECT format('SELECT pg_catalog.setval(%L, %s);',
                    quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value)
      FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL
      ORDER BY sequencename
      """;

  private static final String ONE_MOMENT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private final DatabaseUrl url;

  /** Of that database. */
  public Dump(DatabaseUrl url) {
    this.url = url;
  }

  /**
   * Writes it.
   *
   * @param to is not closed
   * @throws StartException when the database cannot be read, or its schema is another program's
   */
  public void write(OutputStream to) throws IOException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement()) {
      if (!SchemaHistory.isComplete(url)) {
        throw new StartException(
            "The schema is not the one of this version of Parley: take the version that runs.");
      }
      statement.execute(ONE_MOMENT);
      write(to, BEGINNING.formatted(Instant.now()));
      for (String script : SchemaHistory.SCRIPTS) {
        write(to, "\n-- " + script + "\n" + SchemaHistory.text(script));
      }
      write(to, "\n" + SchemaHistory.CREATE);
      for (String table : tables()) {
        copy(connection, statement, table, to);
      }
      write(to, "\n" + String.join("\n", texts(statement, SEQUENCES)) + "\n" + END + "\n");
    } catch (SQLException e) {
      throw new StartException("The database cannot be read: " + e.getMessage(), e);
    }
  }

  /** In the order in which they were made. */
  private static List<String> tables() {
    Stream<String> made =
        SchemaHistory.SCRIPTS.stream()
            .flatMap(script -> TABLE.matcher(SchemaHistory.text(script)).results())
            .map((MatchResult table) -> table.group(1));
    return Stream.concat(made, Stream.of(SchemaHistory.TABLE)).toList();
  }

  private static void copy(
      Connection connection, Statement statement, String table, OutputStream to)
      throws SQLException, IOException {
    String rows =
        "COPY public." + table + " (" + texts(statement, COLUMNS.formatted(table)).get(0) + ")";
    write(to, "\n" + rows + FROM_HERE + "\n");
    connection.unwrap(PGConnection.class).getCopyAPI().copyOut(rows + " TO STDOUT", to);
    write(to, END_OF_ROWS + "\n");
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  private static void write(OutputStream to, String text) throws IOException {
    to.write(text.getBytes(UTF_8));
  }
}
