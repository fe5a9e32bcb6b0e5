package dev.parley.database;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.DatabaseSettings;
import dev.parley.settings.StartException;
import dev.parley.testing.Logged;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An operator's own database")
class DatabaseArrivalTest {

  private static final DatabaseSettings SETTINGS =
      new DatabaseSettings("", 1, 100, Duration.ofSeconds(5));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    await(vertx.close());
  }

  private static void set(TestDatabase database, String setting) {
    database.operate("ALTER DATABASE " + database.databaseUrl().database() + " SET " + setting);
  }

  @Test
  @DisplayName("that does not take every character is refused at the start")
  void encoding() {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      String name = database.databaseUrl().database();
      database.operate("DROP DATABASE " + name);
      database.operate(
          "CREATE DATABASE "
              + name
              + " TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc");
      assertThatThrownBy(() -> await(new DatabaseArrival(vertx, database.databaseUrl()).await()))
          .isInstanceOf(StartException.class)
          .hasMessageEndingWith("has the encoding SQL_ASCII; Parley needs UTF8.");
    }
  }

  @Test
  @DisplayName("that does not keep what it acknowledges is warned of")
  void durability() {
    try (TestDatabase database = TestDatabase.createEmpty();
        Logged log = Logged.by(DatabaseArrival.class)) {
      await(new DatabaseArrival(vertx, database.databaseUrl()).await());
      assertThat(log.texts()).noneMatch(line -> line.contains("synchronous_commit"));

      set(database, "synchronous_commit = off");
      await(new DatabaseArrival(vertx, database.databaseUrl()).await());
      assertThat(log.texts())
          .anyMatch(
              line -> line.contains("may lose what") && line.contains("off: synchronous_commit"));
    }
  }

  @Test
  @DisplayName("may have other defaults than those that our statements rely on")
  void defaults() {
    try (TestDatabase database = TestDatabase.create()) {
      set(database, "default_transaction_isolation = 'repeatable read'");
      set(database, "search_path = nowhere");
      set(database, "standard_conforming_strings = off");
      for (String options : List.of("", "&options=-c%20search_path%3Dnowhere")) {
        DatabaseUrl url = DatabaseUrl.parse(database.url() + options);
        Vertx own = Vertx.vertx(); // a pool's name is its Vert.x' own
        Row row =
            await(
                    Database.open(own, url, SETTINGS)
                        .pool()
                        .query(
                            """
                            SELECT current_setting('transaction_isolation'), current_schema()::text,
                                   current_setting('standard_conforming_strings'),
                                   (SELECT count(*) FROM domain)
                            """)
                        .execute())
                .iterator()
                .next();
        await(own.close());
        assertThat(List.of(row.getString(0), row.getString(1), row.getString(2)))
            .containsExactly("read committed", "public", "on");
      }
    }
  }
}
