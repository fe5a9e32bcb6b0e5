package dev.parley.bot;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Outcome;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL is given to parse, which it notes itself. */
class PassagesTest {

  private static final int LENGTH = 4_000;
  private static final UUID DOMAIN = UUID.randomUUID();

  private TestDatabase database;
  private Vertx vertx;
  private Passages passages;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    database.execute("create schema noting");
    database.execute("create table noting.parsed (text text not null)");
    database.execute(
        """
        create function noting.to_tsvector(configuration regconfig, text text) returns tsvector
        language sql volatile as $$
          insert into noting.parsed values (text);
          select pg_catalog.to_tsvector(configuration, text)
        $$
        """);
    vertx = Vertx.vertx();
    Pool pool =
        PgBuilder.pool()
            .connectingTo(
                database.connectOptions().addProperty("search_path", "noting, pg_catalog, public"))
            .using(vertx)
            .build();
    passages = new Passages(pool, Shares.of(vertx, 4));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a_", "_a", "/~", "1_", "a-b.", "ab_cd-", "<!--"})
  @DisplayName("of the longest message it parses no run that takes it long")
  void bounded(String repeated) {
    find(repeated.repeat(LENGTH).substring(0, LENGTH));

    assertThat(parsed("max(length(run))", "regexp_split_to_table(text, '\\s') run"))
        .isBetween(0, SearchText.LONGEST_RUN);
    assertThat(parsed("count(*)", "regexp_matches(text, '<!--', 'g')")).isZero();
  }

  @Test
  @DisplayName("of many words it parses as many as say what is asked")
  void fewWords() {
    find("no ".repeat(LENGTH / 3));

    assertThat(parsed("count(*)", "regexp_matches(text, '\\S+', 'g')"))
        .isEqualTo(2 * SearchText.MOST_RUNS); // by their meaning, and word by word
  }

  private void find(String message) {
    await(
        passages.find(
            new Question(DOMAIN, DOMAIN, DOMAIN, message, Outcome.ANONYMOUS, "english"), 1));
    assertThat(parsed("count(*)", "generate_series(1, 1)")).isPositive();
  }

  private int parsed(String what, String ofEach) {
    return Integer.parseInt(
        database.queryText("select %s from noting.parsed, %s".formatted(what, ofEach)));
  }
}
