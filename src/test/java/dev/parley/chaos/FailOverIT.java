package dev.parley.chaos;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.database.Database;
import dev.parley.database.DatabaseArrival;
import dev.parley.database.DatabaseUrl;
import dev.parley.database.Migrations;
import dev.parley.database.PostgresPrograms;
import dev.parley.settings.DatabaseSettings;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A database that fails over to its standby")
class FailOverIT {

  /** Two seconds are promised; the third is for a slow machine. */
  private static final Duration PROMPT = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CLIENTS = 6;
  private static final UUID DOMAIN = UUID.randomUUID();

  private static final String MAKE_DOMAIN =
      """
      INSERT INTO domain (id, name, bot, fixed_text)
      VALUES ('%s', 'a', 'fixed', 'Thank you for your message.')
      RETURNING id
      """;

  private static final String SESSIONS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE application_name = 'parley' AND pid <> pg_backend_pid()
      """;

  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> started = new ArrayList<>();
  private Path folder;
  private ChaosPostgres first;
  private ChaosPostgres second;
  private String url;

  @BeforeEach
  void start() throws Exception {
    started.add(() -> await(vertx.close()));
    folder =
        Files.createTempDirectory(
            Path.of("target").toAbsolutePath(),
            "fail-over-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    first = toEnd(ChaosPostgres.primary(PostgresPrograms.ours(), folder("first")));
    second = toEnd(first.standby(folder("second")));
    Thread unlessClosed = new Thread(this::killBoth);
    Runtime.getRuntime().addShutdownHook(unlessClosed);
    started.add(() -> Runtime.getRuntime().removeShutdownHook(unlessClosed));
    first.start();
    second.start();
    url =
        "postgresql://parley@127.0.0.1:%d,127.0.0.1:%d/postgres?sslmode=disable"
            .formatted(first.port(), second.port());
  }

  private void killBoth() {
    first.kill();
    second.kill();
  }

  private Path folder(String name) throws Exception {
    return Files.createDirectory(
        folder.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
  }

  private <T extends AutoCloseable> T toEnd(T it) {
    started.add(it);
    return it;
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  @DisplayName("is found there, nothing that was acknowledged is lost, and the former one is left")
  void failsOver() throws Exception {
    ParleyProcess parley =
        toEnd(
            ParleyProcess.launch(
                toEnd(ParleyHome.createIn(folder("home"))),
                Map.of(
                    "DATABASE_URL", url,
                    "PARLEY_LIMITS_ENABLED", "false",
                    "PARLEY_BOT_WORDS_PER_SECOND", "100"),
                "-XX:TieredStopAtLevel=1"));
    parley.awaitReady();
    first.queryText(MAKE_DOMAIN.formatted(DOMAIN));
    Path file = folder.resolve("journal");
    Journal journal = toEnd(new Journal(file));
    Visitors visitors =
        toEnd(new Visitors(settings(), journal, List.of(DOMAIN), List.of(parley.port())));
    visitors.begin();
    await().atMost(PATIENCE).until(() -> journal.ended() > 10L * CLIENTS);

    first.kill();
    await().atMost(PATIENCE).until(() -> parley.management("/health/ready").statusCode() == 503);
    long before = journal.ended();
    Future<Void> arrival = new DatabaseArrival(vertx, DatabaseUrl.parse(url)).await();
    second.promote();

    await().atMost(PROMPT).until(() -> journal.ended() > before);
    await().atMost(PATIENCE).until(() -> parley.management("/health/ready").statusCode() == 200);
    await(arrival);
    first.follow(second);
    first.start();
    assertThat(first.queryText("SHOW transaction_read_only")).isEqualTo("on");
    assertPassesOverTheFirst();
    long returned = journal.ended();
    await().atMost(PATIENCE).until(() -> journal.ended() > returned + 10L * CLIENTS);
    visitors.end(PATIENCE);

    Verdict verdict = settled(new Promises(Journal.read(file)));
    assertThat(verdict.isClean()).as(verdict.table()).isTrue();
    assertThat(first.queryText(SESSIONS)).isEqualTo("0");
    assertThat(parley.output())
        .filteredOn(line -> line.contains("The database is at "))
        .singleElement()
        .asString()
        .contains(" WARN ")
        .endsWith(
            "The database is at 127.0.0.1:%d now, and no longer at 127.0.0.1:%d"
                .formatted(second.port(), first.port()));
  }

  private ChaosSettings settings() {
    return new ChaosSettings(
        1,
        0,
        1,
        0,
        ThreadLocalRandom.current().nextLong(1_000_000_000),
        CLIENTS,
        Duration.ZERO,
        folder,
        Optional.empty(),
        List.of());
  }

  /** Whoever starts now finds the one that writes, by either way. */
  private void assertPassesOverTheFirst() throws Exception {
    DatabaseUrl both = DatabaseUrl.parse(url);
    await(new DatabaseArrival(vertx, both).await());
    new Migrations(both).run();
    assertThat(ChaosPostgres.queryText(both, "SHOW port")).isEqualTo("" + second.port());
    Database database =
        Database.open(vertx, both, new DatabaseSettings("", 2, 10, Duration.ofSeconds(2)));
    RowSet<Row> rows = await(database.pool().query("SELECT inet_server_port()").execute());
    assertThat(rows.iterator().next().getInteger(0)).isEqualTo(second.port());
  }

  private Verdict settled(Promises promises) {
    Verdict[] verdict = {new Verdict(promises, Stored.read(second.url(), 1))};
    Pause.until(
        () -> {
          verdict[0] = new Verdict(promises, Stored.read(second.url(), 1));
          return verdict[0].isSettled();
        },
        PATIENCE);
    return verdict[0];
  }
}
