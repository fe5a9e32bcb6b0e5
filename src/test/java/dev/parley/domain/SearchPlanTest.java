package dev.parley.domain;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Plan;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How customers are looked for by the beginnings of their addresses, once there are many. */
class SearchPlanTest {

  private static final String DOMAIN = "00000000-0000-4000-8000-000000000001";

  private static TestDatabase database;
  private static Vertx vertx;

  @BeforeAll
  static void fill() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    database.execute("insert into domain (id, name) values ('%s', 'a')".formatted(DOMAIN));
    database.execute(
        """
        insert into customer (id, domain_id, email, email_typed)
        select gen_random_uuid(), '%s', 'c' || i || '@example.com', '' from generate_series(1, 20000) as i
        """
            .formatted(DOMAIN));
    database.execute("analyze");
  }

  @AfterAll
  static void close() {
    await(vertx.close());
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  @DisplayName("the index of their addresses' bytes finds them")
  void byIndex(String mode) {
    List<String> plan =
        Plan.of(
            vertx,
            Plan.made(mode, database.connectOptions()),
            ReadingQueries.CUSTOMERS_BY_BEGINNING,
            "'%s', 'c12', 'c123', 51".formatted(DOMAIN));

    assertThat(plan)
        .noneMatch(line -> line.contains("Seq Scan on customer"))
        .anyMatch(line -> line.contains("using customer_by_address on customer"))
        .anyMatch(line -> line.contains("Index Cond:") && line.contains("~>=~"));
  }
}
