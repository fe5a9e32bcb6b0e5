package dev.parley.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.database.DatabaseUrl;
import dev.parley.database.PostgresPrograms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of our own, as durable as an operator's, which is killed with all its processes, and
 * recovers. Everything here blocks. Used by one thread, but for {@link #close}.
 */
final class ChaosPostgres implements AutoCloseable {

  /** What is not named is PostgreSQL's default. */
  private static final List<String> SETTINGS =
      List.of(
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=");

  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(60);

  private final PostgresPrograms programs;
  private final Path folder;
  private final Path data;
  private final int port;
  private final DatabaseUrl url;
  private Process postmaster;

  /**
   * Makes its data, and starts it.
   *
   * @param folder an empty one
   */
  ChaosPostgres(PostgresPrograms programs, Path folder) throws IOException {
    this.programs = programs;
    this.folder = folder;
    this.data = Files.createDirectory(folder.resolve("data"));
    this.port = freePort();
    this.url =
        DatabaseUrl.parse(
            "postgresql://parley@127.0.0.1:%d/postgres?sslmode=disable".formatted(port));
    initialise();
    start();
  }

  private void initialise() throws IOException {
    String[] how = {"-D", data.toString(), "-U", "parley", "-A", "trust", "-E", "UTF8"};
    List<String> command = new ArrayList<>(programs.command(data, "initdb", how));
    command.addAll(List.of("--locale=C.UTF-8", "--data-checksums"));
    Process initdb = builder(command).start();
    if (initdb.onExit().join().exitValue() != 0) {
      throw new IllegalStateException("initdb failed:\n" + log());
    }
  }

  /** How it is reached, past all proxies. */
  DatabaseUrl url() {
    return url;
  }

  int port() {
    return port;
  }

  /** Comes back when it has recovered. */
  void start() throws IOException {
    long deadline = System.nanoTime() + LONGEST_RECOVERY.toNanos();
    while (!answers()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("PostgreSQL does not come back:\n" + log());
      } else if (postmaster == null || !postmaster.isAlive()) {
        // Not before the last orphan has gone, who holds the old one's memory.
        postmaster = builder(programs.command(data, "postgres", arguments())).start();
      }
      Pause.of(Duration.ofMillis(20));
    }
  }

  private String[] arguments() {
    List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", "" + port));
    for (String setting : SETTINGS) {
      arguments.add("-c");
      arguments.add(setting);
    }
    return arguments.toArray(String[]::new);
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    return builder;
  }

  private boolean answers() {
    try (Connection connection = url.dataSource().getConnection()) {
      return connection.isValid(5);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"), UTF_8);
  }

  /** Kills all its processes, as {@code kill -9} does, and waits until they are gone. */
  void kill() {
    if (postmaster != null) {
      List<ProcessHandle> family = new ArrayList<>(List.of(postmaster.toHandle()));
      family.addAll(postmaster.descendants().toList());
      family.forEach(ProcessHandle::destroyForcibly);
      postmaster.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Its data is not needed any more. */
  @Override
  public void close() {
    kill();
  }
}
