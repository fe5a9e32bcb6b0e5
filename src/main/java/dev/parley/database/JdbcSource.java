package dev.parley.database;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens JDBC connections within a time: also to a server that takes the connection, and then says
 * nothing, as one does that is frozen. Once open, a statement may take as long as it wants.
 */
final class JdbcSource extends PGSimpleDataSource {

  @Serial private static final long serialVersionUID = 1;

  /**
   * @param patience with each thing that the server has to say until the connection is open, in
   *     whole seconds
   */
  JdbcSource(Duration patience) {
    int seconds = Math.toIntExact(patience.toSeconds());
    setConnectTimeout(seconds);
    setSocketTimeout(seconds);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Connection connection = super.getConnection(user, password);
    try {
      connection.setNetworkTimeout(Runnable::run, 0);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }
}
