package dev.parley.database;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.settings.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own, for those who have none. Its data, its port and its password stand in
 * the home folder and stay; it is reached over loopback only; what it acknowledges is on the disk.
 *
 * <p>It lives in a session of its own, so that Ctrl-C reaches Parley first and the database is
 * stopped last. A server that a killed Parley left behind is ended and started anew, with our
 * settings. One that ends while we run, by whosever hand, can be started again. Everything here
 * blocks. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private static final String PASSWORD_FILE = "postgres.password";

  private static final Set<PosixFilePermission> HOME_MODE =
      PosixFilePermissions.fromString("rwx--x--x");

  private final HomeLock lock;
  private final PostgresServer server;
  private final DatabaseUrl url;
  private boolean closed;
  private boolean toldThatItEnded;

  private EmbeddedPostgres(HomeLock lock, PostgresServer server, DatabaseUrl url) {
    this.lock = lock;
    this.server = server;
    this.url = url;
  }

  /**
   * Starts it, and makes its data at the first time.
   *
   * @param home the folder for all that it keeps
   * @throws StartException when it cannot start, with the reason
   */
  public static EmbeddedPostgres start(Path home) {
    return start(home, home.resolve("postgres"));
  }

  /**
   * Starts it with the programs unpacked elsewhere.
   *
   * @param binaries where they are unpacked; may be shared
   */
  public static EmbeddedPostgres start(Path home, Path binaries) {
    return start(home, binaries, PostgresUser::find);
  }

  /** The choice of the user, which a test may want to make itself. */
  interface UserChoice {
    PostgresUser of(Path data) throws IOException;
  }

  static EmbeddedPostgres start(Path relativeHome, Path binaries, UserChoice choice) {
    Path home = relativeHome.toAbsolutePath().normalize();
    try {
      makeHome(home);
      HomeLock lock = HomeLock.take(home);
      try {
        return start(home, lock, binaries.toAbsolutePath().normalize(), choice);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StartException(
          "Parley cannot use its home folder "
              + home
              + ": "
              + e.getClass().getSimpleName().replace("Exception", "")
              + " "
              + e.getMessage(),
          e);
    }
  }

  private static EmbeddedPostgres start(Path home, HomeLock lock, Path binaries, UserChoice choice)
      throws IOException {
    Path data = home.resolve("data");
    PostgresUser user = choice.of(data);
    PostgresServer server =
        new PostgresServer(home, data, PostgresBinaries.unpackInto(binaries), user);
    String password = password(home);
    server.initialise(password);
    int port = server.start();
    DatabaseUrl url = url(port, password);
    try {
      EmbeddedDatabase.ensure(url);
    } catch (RuntimeException e) {
      server.stop();
      throw e;
    }
    return new EmbeddedPostgres(lock, server, url);
  }

  /** How it is reached. */
  public DatabaseUrl url() {
    return url;
  }

  /**
   * Starts it again if its process is gone: PostgreSQL recovers by itself from the death of its
   * other processes. Does nothing once it is closed.
   *
   * @throws StartException when it does not start, which may be otherwise a moment later
   */
  public synchronized void revive() {
    try {
      if (!closed && !server.isAlive()) {
        tellOnce();
        server.startAgain(url.port());
        LOG.info("The embedded PostgreSQL runs again");
        toldThatItEnded = false;
      }
    } catch (IOException e) {
      throw new StartException("The embedded PostgreSQL cannot be started again: " + e, e);
    }
  }

  private void tellOnce() {
    if (!toldThatItEnded) {
      toldThatItEnded = true;
      LOG.warn("The embedded PostgreSQL has ended; starting it again");
    }
  }

  /** Stops it, in order. */
  @Override
  public synchronized void close() {
    closed = true;
    server.stop();
    try {
      lock.close();
    } catch (IOException e) {
      throw new IllegalStateException("could not free the lock of the home folder", e);
    }
  }

  private static void makeHome(Path home) throws IOException {
    if (!Files.isDirectory(home)) {
      Files.createDirectories(home);
      Files.setPosixFilePermissions(home, HOME_MODE);
    }
  }

  private static String password(Path home) throws IOException {
    Path file = home.resolve(PASSWORD_FILE);
    if (!Files.exists(file)) {
      SecretFile.write(file, SecretFile.random());
    }
    return line(file);
  }

  /** The database of a server that runs on that home folder, whoever started it. */
  static DatabaseUrl running(Path home) throws IOException {
    int port = Integer.parseInt(line(home.resolve(PostgresServer.PORT_FILE)));
    return url(port, line(home.resolve(PASSWORD_FILE)));
  }

  private static String line(Path file) throws IOException {
    return Files.readString(file, US_ASCII).strip();
  }

  private static DatabaseUrl url(int port, String password) {
    return DatabaseUrl.loopback(port, "parley", password, "parley");
  }
}
