package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.StartException;
import dev.parley.testing.TestDatabase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  private static CompletableFuture<Void> run(TestDatabase database) {
    return CompletableFuture.runAsync(() -> new Migrations(database.databaseUrl()).run());
  }
}
