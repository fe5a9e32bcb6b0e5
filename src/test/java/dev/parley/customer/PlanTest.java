package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Turn;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Ids;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one plan, which is kept while the tables grow: look-ups by index, whatever their size. */
class PlanTest {

  private CustomerFixture parley;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start();
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @ParameterizedTest(name = "{0} customers")
  @ValueSource(ints = {0, 1, 10, 20_000})
  @DisplayName("every table is read by an index condition, on empty, tiny and large tables")
  void indexConditionsOnly(int customers) {
    fill(customers);

    List<String> plan = plan();
    assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
    assertThat(plan).noneMatch(line -> line.contains("Hash ") || line.contains("Merge "));
    for (int i = 0; i < plan.size(); i++) {
      if (plan.get(i).contains("Index ") && plan.get(i).contains("Scan using")) {
        assertThat(plan.get(i + 1)).as("below %s", plan.get(i)).contains("Index Cond:");
      }
    }
    assertThat(plan).filteredOn(line -> line.contains("Scan using")).hasSizeGreaterThan(6);
  }

  private void fill(int customers) {
    parley.sql(
        """
        WITH made AS (
          INSERT INTO customer (id, domain_id, email, email_typed)
          SELECT gen_random_uuid(), $1, 'c' || i || '@example.com', '' FROM generate_series(1, $2) AS i
          RETURNING id
        ), known AS (
          INSERT INTO visitor (id, domain_id, secret_sha256, customer_id)
          SELECT gen_random_uuid(), $1, sha256(id::text::bytea), id FROM made
          RETURNING id, customer_id
        )
        INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)
        SELECT gen_random_uuid(), $1, customer_id, id FROM known
        """,
        DOMAIN,
        customers);
    parley.sql("ANALYZE");
  }

  private List<String> plan() {
    PgConnection connection =
        await(
            PgConnection.connect(
                parley.vertx(),
                TurnSession.options(parley.connectOptions(), Duration.ofSeconds(1))));
    await(connection.query("PREPARE turns AS " + SqlQueries.STORE_BATCH).execute());
    var rows =
        await(
            connection.query("EXPLAIN (COSTS OFF) EXECUTE turns (" + parameters() + ")").execute());
    await(connection.close());
    return StreamSupport.stream(rows.spliterator(), false)
        .map((Row row) -> row.getString(0))
        .toList();
  }

  /** As many as the statement takes; what they are does not matter to a generic plan. */
  private static String parameters() {
    Ids ids = new Ids();
    Turn turn = new Turn(DOMAIN, VisitorSecret.issue(), "Hello");
    int count =
        new Batch(List.of(new TurnWork(turn, ids, 0, Promise.promise())), List.of())
            .parameters()
            .size();
    return IntStream.range(0, count).mapToObj(i -> "NULL").collect(Collectors.joining(", "));
  }
}
