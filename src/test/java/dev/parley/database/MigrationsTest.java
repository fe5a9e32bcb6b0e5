package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.StartException;
import dev.parley.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
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
      Flyway.configure()
          .dataSource(database.databaseUrl().dataSource())
          .locations("classpath:db/migration")
          .target("4")
          .load()
          .migrate();
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
