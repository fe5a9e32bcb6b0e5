package dev.parley.database;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.parley.settings.StartException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Backs the embedded database up, whether its server runs or not, and restores it while none does.
 * Everything here blocks. Used once, by one thread; another one may {@link #abandon} it.
 */
public final class EmbeddedBackup {

  private static final int GZIP_MAGIC = 0x1f;
  private static final String RESTORED = EmbeddedDatabase.RESTORED;
  private static final String REPLACED = EmbeddedDatabase.REPLACED;

  private static final String HAS_TABLES =
      "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')";

  private final Path home;

  /** The server that was started for it. */
  private Optional<EmbeddedPostgres> started = Optional.empty();

  /** The file that is not whole yet. */
  private Optional<Path> unfinished = Optional.empty();

  private boolean abandoned;

  /** Of that home folder. */
  public EmbeddedBackup(Path home) {
    this.home = home.toAbsolutePath().normalize();
  }

  /**
   * Writes the database to a file, whole or not at all, for its owner's eyes only: it has addresses
   * and secrets in it. Compressed when the file's name ends with {@code .gz}.
   *
   * @throws StartException when there is no database, when it does not answer the Parley that runs,
   *     or when the file is there already
   */
  public void backUp(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new StartException(file + " is there already.");
    } else if (!Files.exists(data().resolve("PG_VERSION"))) {
      throw new StartException("There is no embedded database in " + home + ".");
    }
    if (new Postmaster(data()).ready()) {
      write(EmbeddedPostgres.running(home), file);
    } else if (HomeLock.isTaken(home)) {
      throw new StartException(
          "The database of the Parley that runs on "
              + home
              + " does not answer, so it cannot be backed up now."
              + " Try again in a moment, or stop Parley first.");
    } else {
      try {
        write(start(), file);
      } finally {
        end();
      }
    }
  }

  /**
   * Ends it in the middle, and leaves nothing of it behind: neither a file with addresses in it nor
   * a server; what a restore had made, the next start drops. Comes back when that is so.
   */
  public synchronized void abandon() {
    abandoned = true;
    try {
      discard();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      end();
    }
  }

  private synchronized DatabaseUrl start() {
    requireWanted();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
    started = Optional.of(postgres);
    return postgres.url();
  }

  private synchronized void end() {
    started.ifPresent(EmbeddedPostgres::close);
    started = Optional.empty();
  }

  private void requireWanted() {
    if (abandoned) {
      throw new StartException("It was broken off.");
    }
  }

  private Path data() {
    return home.resolve("data");
  }

  private void write(DatabaseUrl database, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new StartException("There is no folder " + folder + ".");
    }
    Path beside = begin(folder);
    try {
      try (OutputStream to = open(beside, file.toString().endsWith(".gz"))) {
        new Dump(database).write(to);
      }
      Files.move(beside, file, ATOMIC_MOVE);
    } finally {
      discard();
    }
  }

  private synchronized Path begin(Path folder) throws IOException {
    requireWanted();
    Path beside = Files.createTempFile(folder, ".backup-", ""); // with mode 600
    unfinished = Optional.of(beside);
    return beside;
  }

  private synchronized void discard() throws IOException {
    if (unfinished.isPresent()) {
      Files.deleteIfExists(unfinished.get());
    }
  }

  private static OutputStream open(Path file, boolean compressed) throws IOException {
    OutputStream to = Files.newOutputStream(file, WRITE); // not made anew when it was discarded
    return new BufferedOutputStream(compressed ? new GZIPOutputStream(to) : to);
  }

  /**
   * Makes the database what a backup says. What was there before stays until the new one is whole.
   *
   * @param replace whether there may be a database that has something in it
   * @throws StartException when a server runs, when there is something that is not to be replaced,
   *     or when the file is no whole backup
   */
  public void restore(Path file, boolean replace) throws IOException {
    try (InputStream script = open(file)) {
      restore(script, start(), replace);
    } catch (SQLException e) {
      throw new StartException("It cannot be restored: " + e.getMessage(), e);
    } finally {
      end();
    }
  }

  private void restore(InputStream script, DatabaseUrl url, boolean replace)
      throws IOException, SQLException {
    if (!replace && hasTables(url)) {
      throw new StartException(
          "There is a database in " + home + " already: nothing was done. --replace replaces it.");
    }
    DatabaseUrl server = url.withDatabase("postgres");
    execute(server, "DROP DATABASE IF EXISTS " + RESTORED, "CREATE DATABASE " + RESTORED);
    try {
      new DumpReader(url.withDatabase(RESTORED), script).read();
    } catch (IOException | RuntimeException e) {
      execute(server, "DROP DATABASE " + RESTORED);
      throw e;
    }
    execute(
        server,
        "DROP DATABASE IF EXISTS " + REPLACED,
        "BEGIN",
        "ALTER DATABASE " + url.database() + " RENAME TO " + REPLACED,
        "ALTER DATABASE " + RESTORED + " RENAME TO " + url.database(),
        "COMMIT",
        "DROP DATABASE " + REPLACED);
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream from = new BufferedInputStream(Files.newInputStream(file));
    from.mark(1);
    boolean compressed = from.read() == GZIP_MAGIC;
    from.reset();
    return compressed ? new GZIPInputStream(from) : from;
  }

  private static boolean hasTables(DatabaseUrl url) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(HAS_TABLES)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void execute(DatabaseUrl url, String... statements) throws SQLException {
    try (Connection connection = url.openJdbc();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
