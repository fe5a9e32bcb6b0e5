package dev.parley.testing;

import dev.parley.database.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A home folder for one Parley, and the way into the embedded PostgreSQL that it keeps there. It
 * stands where every user can reach it, since as root PostgreSQL runs as another.
 */
public final class ParleyHome implements AutoCloseable {

  private final Path folder;

  private ParleyHome(Path folder) {
    this.folder = folder;
  }

  /** A new, empty one. */
  public static ParleyHome create() {
    return createIn(Path.of("target").toAbsolutePath());
  }

  /** The same, in that folder. */
  public static ParleyHome createIn(Path folder) {
    try {
      return new ParleyHome(Files.createTempDirectory(folder, "home-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** The first column of the first row, as text, from the embedded database. Blocking. */
  public String queryText(String sql) {
    return TestDatabase.queryText(url(), sql);
  }

  /** A connection to the embedded database. Blocking. */
  public Connection connect() throws SQLException {
    return url().dataSource().getConnection();
  }

  /** The embedded PostgreSQL's process, as long as it lives. */
  public Optional<ProcessHandle> postgres() {
    Path file = folder.resolve("data").resolve("postmaster.pid");
    try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
      return lines.findFirst().map(Long::valueOf).flatMap(ProcessHandle::of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private DatabaseUrl url() {
    return DatabaseUrl.parse(
        "postgresql://parley:%s@127.0.0.1:%s/parley?sslmode=disable"
            .formatted(line("postgres.password"), line("postgres.port")));
  }

  private String line(String file) {
    try {
      return Files.readString(folder.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a PostgreSQL that a killed Parley left behind, and deletes everything. */
  @Override
  public void close() throws IOException {
    postgres().ifPresent(ParleyHome::end);
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
