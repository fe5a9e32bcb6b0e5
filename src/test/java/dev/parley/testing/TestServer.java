package dev.parley.testing;

import dev.parley.database.DatabaseUrl;
import dev.parley.database.EmbeddedPostgres;
import dev.parley.database.Migrations;
import dev.parley.database.PostgresPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The PostgreSQL server that the tests of a JVM share: started when the first of them needs it,
 * stopped when the last is over.
 */
public final class TestServer implements LauncherSessionListener {

  /** Where PostgreSQL's programs are unpacked, once for all test runs. */
  public static final Path BINARIES = PostgresPrograms.UNPACKED;

  private static final long PID = ProcessHandle.current().pid();
  private static final Path HOME = Path.of("target", "test-postgres-" + PID);
  private static final String PREFIX = "parley_test_" + PID + "_";
  private static final String TEMPLATE = PREFIX + "template";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private static Optional<EmbeddedPostgres> embedded = Optional.empty();
  private static Optional<DatabaseUrl> server = Optional.empty();

  /** Made by JUnit's launcher. */
  public TestServer() {}

  static synchronized DatabaseUrl url() {
    if (server.isEmpty()) {
      server = Optional.of(given().orElseGet(TestServer::startEmbedded));
      createTemplate(server.get());
    }
    return server.get();
  }

  static String template() {
    url();
    return TEMPLATE;
  }

  static String newName() {
    return PREFIX + COUNT.incrementAndGet();
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    stop();
  }

  private static synchronized void stop() {
    server.ifPresent(
        url -> TestDatabase.execute(url, "DROP DATABASE IF EXISTS " + TEMPLATE + " WITH (FORCE)"));
    server = Optional.empty();
    embedded.ifPresent(
        postgres -> {
          postgres.close();
          delete(HOME);
        });
    embedded = Optional.empty();
  }

  private static Optional<DatabaseUrl> given() {
    String name = "PARLEY_TEST_DATABASE_URL";
    return Optional.ofNullable(System.getProperty(name, System.getenv(name)))
        .filter(url -> !url.isBlank())
        .map(DatabaseUrl::parse);
  }

  private static DatabaseUrl startEmbedded() {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(HOME, BINARIES);
    embedded = Optional.of(postgres);
    return postgres.url();
  }

  private static void createTemplate(DatabaseUrl url) {
    TestDatabase.execute(url, "CREATE DATABASE " + TEMPLATE);
    new Migrations(url.withDatabase(TEMPLATE)).run();
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
