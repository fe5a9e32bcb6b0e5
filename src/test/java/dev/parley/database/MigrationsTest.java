package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.settings.StartException;
import dev.parley.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The migrations")
class MigrationsTest {

  @Test
  @DisplayName("of two nodes that start at once leave one schema")
  void twoNodes() {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      CompletableFuture<Void> one = run(database);
      CompletableFuture<Void> other = run(database);
      CompletableFuture.allOf(one, other).orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(
              database.queryText(
                  "SELECT count(*) = count(DISTINCT version) FROM flyway_schema_history"))
          .isEqualTo("t");
    }
  }

  @Test
  @DisplayName("wait for those that another node has begun, however long it takes")
  void held() {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      CountDownLatch released = new CountDownLatch(1);
      CompletableFuture<Void> other = CompletableFuture.runAsync(() -> hold(database, released));
      await()
          .until(() -> holds(database, "to_regclass('public.flyway_schema_history') IS NOT NULL"));
      CompletableFuture<Void> ours = run(database);
      await()
          .until(
              () ->
                  holds(
                      database,
                      "count(*) > 0 FROM pg_stat_activity WHERE datname = current_database()"
                          + " AND query LIKE '%pg_try_advisory%'"
                          + " AND pid <> pg_backend_pid()"));
      assertThat(ours).isNotDone();
      released.countDown();
      CompletableFuture.allOf(other, ours).orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(holds(database, "to_regclass('public.chat_message') IS NOT NULL")).isTrue();
    }
  }

  /** Another node, which stops for a while in the midst of its migrations. */
  private static void hold(TestDatabase database, CountDownLatch released) {
    Flyway.configure()
        .dataSource(database.databaseUrl().dataSource())
        .locations("classpath:db/migration")
        .callbacks(
            new BaseCallback() {
              @Override
              public boolean supports(Event event, Context context) {
                return event == Event.BEFORE_EACH_MIGRATE;
              }

              @Override
              public void handle(Event event, Context context) {
                try {
                  assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            })
        .load()
        .migrate();
  }

  @Test
  @DisplayName("go on where a process died between a migration and its being written down")
  void brokenOff() {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      migrateTo(database, "11");
      // Deferred, it refuses the commit of what is written down, after that of the migration.
      database.execute(
          """
          CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''broken off''; END';
          CREATE CONSTRAINT TRIGGER break_off AFTER INSERT ON flyway_schema_history
            DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW WHEN (new.version = '12') EXECUTE FUNCTION break_off()
          """);
      assertThatThrownBy(() -> new Migrations(database.databaseUrl()).run())
          .isInstanceOf(StartException.class)
          .hasMessageContaining("broken off");
      assertThat(holds(database, "to_regclass('public.erasure') IS NOT NULL")).isTrue();
      assertThat(holds(database, "max(version::int) = 11 FROM flyway_schema_history")).isTrue();
      database.execute(
          "DROP TRIGGER break_off ON flyway_schema_history; DROP FUNCTION break_off()");

      new Migrations(database.databaseUrl()).run();

      assertThat(SchemaHistory.isComplete(database.databaseUrl())).isTrue();
      assertThat(
              holds(
                  database,
                  "description = 'erasure and retention' FROM flyway_schema_history WHERE version = '12'"))
          .isTrue();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("say what a user lacks who may make no tables")
  void mayNot() {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      String role = "weak_" + UUID.randomUUID().toString().replace("-", "");
      database.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'weak'");
      try {
        DatabaseUrl url =
            DatabaseUrl.parse(database.url().replaceFirst("//[^@]+@", "//" + role + ":weak@"));
        assertThatThrownBy(() -> new Migrations(url).run())
            .isInstanceOf(StartException.class)
            .hasMessageContaining("permission denied")
            .hasMessageContaining("must be the owner of the database");
      } finally {
        database.execute("DROP ROLE " + role);
      }
    }
  }

  @Test
  @DisplayName("give way to whoever comes while they wait for a table, and take it in the end")
  void givesWay() throws Exception {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      migrateTo(database, "13");
      try (Connection reader = database.databaseUrl().openJdbc();
          Statement reading = reader.createStatement()) {
        reader.setAutoCommit(false);
        reading.execute("SELECT count(*) FROM chat_message");
        CompletableFuture<Void> ours = run(database);
        for (int waits = 0; waits < 2; waits++) {
          await().until(() -> holds(database, WAITS_FOR_A_TABLE));
          await().until(() -> !holds(database, WAITS_FOR_A_TABLE));
          assertThat(database.queryText("SELECT count(*) FROM chat_message")).isEqualTo("0");
        }
        assertThat(ours).isNotDone();
        reader.rollback();
        ours.orTimeout(60, TimeUnit.SECONDS).join();
      }
      assertThat(SchemaHistory.isComplete(database.databaseUrl())).isTrue();
    }
  }

  private static final String WAITS_FOR_A_TABLE =
      """
      count(*) > 0 FROM pg_locks
      WHERE NOT granted AND relation = 'chat_message'::regclass AND mode = 'AccessExclusiveLock'
      """;

  private static void migrateTo(TestDatabase database, String version) {
    Flyway.configure()
        .dataSource(database.databaseUrl().dataSource())
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  private static boolean holds(TestDatabase database, String condition) {
    return database.queryText("SELECT " + condition).equals("t");
  }

  @Test
  @DisplayName("leave a schema alone that is newer than the program, and say so")
  void newerSchema() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          """
          INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
                                             checksum, installed_by, execution_time, success)
          VALUES (1000, '1000', 'tomorrow', 'SQL', 'V1000__tomorrow.sql', 1, 'parley', 1, true)
          """);
      assertThatThrownBy(() -> new Migrations(database.databaseUrl()).run())
          .isInstanceOf(StartException.class)
          .hasMessageEndingWith(
              "is newer than this program: it has migration V1000 (tomorrow)."
                  + " Start the newer version of Parley.");
    }
  }

  @Test
  @DisplayName("know a schema that is complete by itself, and each that is not")
  void completeSchema() throws Exception {
    try (TestDatabase empty = TestDatabase.createEmpty()) {
      assertThat(SchemaHistory.isComplete(empty.databaseUrl())).isFalse();
    }
    for (String difference :
        List.of(
            "checksum = checksum + 1",
            "success = false",
            "type = 'BASELINE'",
            "script = 'V3.sql'")) {
      try (TestDatabase database = TestDatabase.create()) {
        assertThat(SchemaHistory.isComplete(database.databaseUrl())).isTrue();
        database.execute("UPDATE flyway_schema_history SET " + difference + " WHERE version = '3'");
        assertThat(SchemaHistory.isComplete(database.databaseUrl())).as(difference).isFalse();
      }
    }
  }

  @Test
  @DisplayName("let every page go on that asked an older domain, and none that asks a new one")
  void allowedOrigins() {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      migrateTo(database, "4");
      database.execute("INSERT INTO domain (id, name) VALUES (gen_random_uuid(), 'old')");
      database.execute(
          "INSERT INTO domain (id, name, language) VALUES (gen_random_uuid(), 'alt', 'german')");
      new Migrations(database.databaseUrl()).run();
      database.execute("INSERT INTO domain (id, name) VALUES (gen_random_uuid(), 'new')");

      assertThat(
              database.queryText(
                  "SELECT string_agg(concat_ws(' ', name, allowed_origins, locale), ', ' ORDER BY name) FROM domain"))
          .isEqualTo("alt {*} de, new {} en, old {*} en");
    }
  }

  @Test
  @DisplayName("refuse a migration that was edited after it had been applied")
  void editedMigration() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '2'");
      assertThatThrownBy(() -> new Migrations(database.databaseUrl()).run())
          .isInstanceOf(StartException.class)
          .hasMessageContaining("checksum mismatch for migration version 2");
    }
  }

  @Test
  @DisplayName("are known by their names, each of those that are shipped")
  void shippedScripts() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .sorted(Comparator.comparingInt(MigrationsTest::version)))
          .containsExactlyElementsOf(SchemaHistory.SCRIPTS);
    }
  }

  private static int version(String script) {
    return Integer.parseInt(script.substring(1, script.indexOf('_')));
  }

  private static CompletableFuture<Void> run(TestDatabase database) {
    return CompletableFuture.runAsync(() -> new Migrations(database.databaseUrl()).run());
  }
}
