package dev.parley.chaos;

import dev.parley.database.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All servers that share the database. Used by one thread. */
final class ChaosServers implements AutoCloseable {

  /** Neither the row of a process that is gone, nor an answer that nobody says any more. */
  private static final String NOTHING_LEFT =
      """
      SELECT (SELECT count(*) FROM node) <= %d
         AND NOT EXISTS (
           SELECT FROM chat_message
           WHERE status = 'streaming' AND node_id NOT IN (SELECT id FROM node))
      """;

  private final List<ChaosServer> servers = new ArrayList<>();
  private final DatabaseUrl database;

  /**
   * Starts nothing yet.
   *
   * @param folder for their homes and their logs
   * @param database past all proxies
   */
  ChaosServers(
      int count,
      Path folder,
      DatabaseUrl database,
      Map<String, String> environment,
      List<String> jvmOptions)
      throws IOException {
    this.database = database;
    for (int i = 1; i <= count; i++) {
      Path its = Files.createDirectories(folder.resolve("server-" + i));
      servers.add(new ChaosServer(its, environment, jvmOptions));
    }
  }

  int count() {
    return servers.size();
  }

  ChaosServer any(Random random) {
    return servers.get(random.nextInt(servers.size()));
  }

  /** Where visitors find them, while they serve. */
  List<Integer> ports() {
    return servers.stream().map(ChaosServer::port).toList();
  }

  /** Starts all, and waits until they serve. */
  void start() {
    servers.forEach(ChaosServer::launch);
    servers.forEach(ChaosServer::awaitReady);
  }

  void kill() throws Exception {
    for (ChaosServer server : servers) {
      server.kill();
    }
  }

  /**
   * Waits until those that live have closed what the others left.
   *
   * @return false when they have not in time
   */
  boolean awaitTakeOver(int living, Duration patience) {
    return Pause.until(() -> nothingIsLeft(living), patience);
  }

  private boolean nothingIsLeft(int living) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NOTHING_LEFT.formatted(living))) {
      row.next();
      return row.getBoolean(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be read", e);
    }
  }

  /** What each of them printed. */
  List<String> log() throws IOException {
    List<String> log = new ArrayList<>();
    for (ChaosServer server : servers) {
      log.addAll(server.log());
    }
    return log;
  }

  /** Ends those that live in order. */
  @Override
  public void close() {
    servers.forEach(ChaosServer::close);
  }
}
