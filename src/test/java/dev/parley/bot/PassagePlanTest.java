package dev.parley.bot;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.DomainRequest;
import dev.parley.domain.DomainVerticle;
import dev.parley.testing.Plan;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the passages that answer a question are looked up, however many there are. */
class PassagePlanTest {

  private static final String FIRST = "00000000-0000-4000-8000-000000000001";

  /** More often than PostgreSQL tries plans for one question alone, before it chooses. */
  private static final int TIMES = 12;

  private TestDatabase database;
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    database.close();
  }

  @ParameterizedTest(name = "{0} domains of {1} passages, {2}, {3}")
  @CsvSource({
    "1, 0, never analysed, force_generic_plan",
    "1, 0, never analysed, force_custom_plan",
    "1, 2, analysed, force_generic_plan",
    "1, 2, analysed, force_custom_plan",
    "100, 300, never analysed, force_generic_plan",
    "100, 300, analysed, force_generic_plan",
    "100, 300, analysed, force_custom_plan",
  })
  @DisplayName("by the index of the domain's words, and those of no row are worked out")
  void byIndex(int domains, int passages, String statistics, String mode) {
    fill(domains, passages);
    if (statistics.equals("analysed")) {
      database.execute("vacuum analyze knowledge");
    }

    List<String> plan =
        Plan.of(
            vertx,
            Plan.made(mode, database.connectOptions()),
            BotQueries.BEST_PASSAGES,
            "'%s', 'english', 'How much is word7?', 0.38, 3".formatted(FIRST));

    assertThat(plan)
        .anyMatch(line -> line.contains("Bitmap Index Scan on knowledge_by_word"))
        .filteredOn(line -> line.contains("knowledge_words("))
        .allMatch(line -> line.matches(" *(Index|Recheck) Cond: .*"));
  }

  @Test
  @DisplayName("by a plan that is kept, also where the domain is smaller than the others")
  void keepsThePlan() {
    fill(100, 300);
    database.execute(
        "delete from knowledge where domain_id = '%s' and position > 20".formatted(FIRST));
    database.execute("vacuum analyze knowledge");
    PgConnection connection =
        await(
            PgConnection.connect(
                vertx,
                database
                    .connectOptions()
                    .setCachePreparedStatements(true)
                    .setPreparedStatementCacheSqlLimit(BotQueries.BEST_PASSAGES.length())));

    Tuple question = Tuple.of(UUID.fromString(FIRST), "english", "How much is word7?", 0.38, 3);
    for (int i = 0; i < TIMES; i++) {
      var found =
          await(connection.preparedQuery(BotQueries.BEST_PASSAGES).execute(question)).size();
      assertThat(found).isPositive();
    }

    Row plans =
        await(
                connection
                    .query(
                        """
                        select generic_plans, custom_plans from pg_prepared_statements
                        where statement like '%knowledge_word(%'
                        """)
                    .execute())
            .iterator()
            .next();
    assertThat(plans.getLong("generic_plans")).isEqualTo(TIMES - plans.getLong("custom_plans"));
    assertThat(plans.getLong("custom_plans")).isEqualTo(5);
  }

  @Test
  @DisplayName("by a plan that is made anew when articles are loaded where there were none")
  void plansAnew() {
    fill(1, 0);
    database.execute("vacuum analyze knowledge");
    BusCodecs.register(vertx.eventBus());
    await(vertx.deployVerticle(new DomainVerticle(database.pool(vertx))));
    PgConnection connection =
        await(
            PgConnection.connect(
                vertx, Plan.made("force_generic_plan", database.connectOptions())));
    await(connection.query("prepare it as " + BotQueries.BEST_PASSAGES).execute());
    assertThat(keptPlan(connection)).noneMatch(line -> line.contains("knowledge_by_word"));

    List<DomainRequest.Article> articles =
        List.of(new DomainRequest.Article("a.md", "# One\n\n1\n\n# Two\n\n2\n\n# Three\n\n3"));
    await(
        new Bus(vertx)
            .request(
                Addresses.DOMAIN_KNOWLEDGE,
                new DomainRequest.LoadKnowledge(UUID.fromString(FIRST), articles)));

    waitAtMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(keptPlan(connection))
                    .anyMatch(line -> line.contains("knowledge_by_word")));
  }

  private static List<String> keptPlan(PgConnection connection) {
    var rows =
        await(
            connection
                .query(
                    "explain (costs off) execute it ('%s', 'english', 'one', 0.38, 3)"
                        .formatted(FIRST))
                .execute());
    return StreamSupport.stream(rows.spliterator(), false).map(row -> row.getString(0)).toList();
  }

  private void fill(int domains, int passages) {
    database.execute(
        """
        insert into domain (id, name)
        select ('00000000-0000-4000-8000-' || lpad(d::text, 12, '0'))::uuid, 'a'
        from generate_series(1, %d) as d
        """
            .formatted(domains));
    database.execute(
        """
        insert into knowledge (id, domain_id, article, position, heading, body, search)
        select gen_random_uuid(), d.id, 'a', p, '', text, to_tsvector('english', text)
        from domain d
        cross join generate_series(1, %d) as p
        cross join lateral (select 'word' || p %% 50 || ' costs much') as said (text)
        """
            .formatted(passages));
  }
}
