package dev.parley.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import dev.parley.database.DatabaseUrl;
import dev.parley.database.PostgresPrograms;
import dev.parley.testing.FreePort;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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

  private static final String STANDBY = "standby.signal";

  private final PostgresPrograms programs;
  private final Path folder;
  private final Path data;
  private final int port;
  private final DatabaseUrl url;
  private final List<String> settings = new ArrayList<>(SETTINGS);
  private Process postmaster;

  /**
   * Makes its data, and starts it.
   *
   * @param folder an empty one
   */
  ChaosPostgres(PostgresPrograms programs, Path folder) throws IOException {
    this(folder, programs);
    initialise();
    start();
  }

  private ChaosPostgres(Path folder, PostgresPrograms programs) throws IOException {
    this.programs = programs;
    this.folder = folder;
    this.data = Files.createDirectory(folder.resolve("data"));
    this.port = FreePort.find();
    this.url =
        DatabaseUrl.parse(
            "postgresql://parley@127.0.0.1:%d/postgres?sslmode=disable".formatted(port));
  }

  /**
   * Makes the data of one whose commits wait for a standby. Starts nothing.
   *
   * @param folder an empty one
   */
  static ChaosPostgres primary(PostgresPrograms programs, Path folder) throws IOException {
    ChaosPostgres primary = new ChaosPostgres(folder, programs);
    primary.initialise();
    primary.settings.add("synchronous_standby_names=*");
    return primary;
  }

  /**
   * Makes its standby, of a copy of its data, as long as it has not been started. Starts nothing.
   *
   * @param folder an empty one
   */
  ChaosPostgres standby(Path folder) throws IOException {
    ChaosPostgres standby = new ChaosPostgres(folder, programs);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(path -> !path.equals(data)).toList()) {
        Files.copy(file, standby.data.resolve(data.relativize(file)), COPY_ATTRIBUTES);
      }
    }
    Files.setPosixFilePermissions(standby.data, Files.getPosixFilePermissions(data));
    standby.follow(this);
    return standby;
  }

  /** From its next start it only reads what another one writes. */
  void follow(ChaosPostgres primary) throws IOException {
    Files.createFile(data.resolve(STANDBY));
    settings.add("primary_conninfo=host=127.0.0.1 port=%d user=parley".formatted(primary.port));
  }

  /** Makes a primary of a standby, and comes back when it takes writes. */
  void promote() throws SQLException {
    queryText("SELECT pg_promote(wait_seconds => 30)");
  }

  /** The first column of the first row. */
  String queryText(String sql) throws SQLException {
    return queryText(url, sql);
  }

  static String queryText(DatabaseUrl url, String sql) throws SQLException {
    try (Connection connection = url.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
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
    for (String setting : settings) {
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

  /** Its data is not needed any more. */
  @Override
  public void close() {
    kill();
  }
}
