package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.settings.StartException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Makes an empty database what a {@link Dump} says, whole or not at all. Holds no more of it in
 * memory than the longest row. Blocking. Used once.
 */
final class DumpReader {

  private static final String CUT_OFF = "It is not all of a backup.";

  private final DatabaseUrl url;
  private final InputStream script;

  /**
   * @param url of an empty database
   * @param script is not closed
   */
  DumpReader(DatabaseUrl url, InputStream script) {
    this.url = url;
    this.script = new BufferedInputStream(script);
  }

  /**
   * Reads it.
   *
   * @throws StartException when it is no whole backup
   */
  void read() throws IOException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement()) {
      read(connection, statement);
      if (!SchemaHistory.isThere(url)) {
        throw new StartException("It is no backup of Parley's.");
      } else if (!SchemaHistory.isComplete(url)) {
        new Migrations(url).run(); // made by another version: brought up to date, or refused
      }
    } catch (SQLException e) {
      throw new StartException("It is no backup of Parley's: " + e.getMessage(), e);
    } catch (EOFException e) { // compressed, and cut off
      throw new StartException(CUT_OFF, e);
    }
  }

  private void read(Connection connection, Statement statement) throws SQLException, IOException {
    StringBuilder statements = new StringBuilder();
    boolean whole = false;
    for (byte[] bytes = line(); bytes.length > 0; bytes = line()) {
      String line = new String(bytes, UTF_8).stripTrailing();
      statements.append(line).append('\n');
      if (line.startsWith("COPY ") && line.endsWith(Dump.FROM_HERE)) {
        String copy = line.substring(0, line.length() - 1);
        statements.setLength(statements.length() - line.length() - 1);
        run(statement, statements);
        rows(connection.unwrap(PGConnection.class), copy);
      }
      whole = line.equals(Dump.END);
    }
    if (!whole) {
      throw new StartException("It is no backup of Parley's, or not all of one.");
    }
    run(statement, statements);
  }

  private static void run(Statement statement, StringBuilder statements) throws SQLException {
    statement.execute(statements.toString());
    statements.setLength(0);
  }

  private void rows(PGConnection connection, String copy) throws SQLException, IOException {
    CopyIn rows = connection.getCopyAPI().copyIn(copy);
    try {
      for (byte[] row = line(); !isEndOfRows(row); row = line()) {
        if (row.length == 0) {
          throw new StartException(CUT_OFF);
        }
        rows.writeToCopy(row, 0, row.length);
      }
      rows.endCopy();
    } finally {
      if (rows.isActive()) {
        rows.cancelCopy();
      }
    }
  }

  private static boolean isEndOfRows(byte[] row) {
    return new String(row, UTF_8).equals(Dump.END_OF_ROWS + "\n");
  }

  /** With its end; empty when there is none left. */
  private byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = script.read(); b >= 0; b = script.read()) {
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }
}
