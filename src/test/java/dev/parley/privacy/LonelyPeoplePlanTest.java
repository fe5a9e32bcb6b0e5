package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ManyCustomers;
import dev.parley.testing.Plan;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How is looked for those who have nothing, once the tables are large. */
class LonelyPeoplePlanTest {

  private static TestDatabase database;
  private static Vertx vertx;

  @BeforeAll
  static void fill() {
    vertx = Vertx.vertx();
    database = ManyCustomers.create();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  @DisplayName("a page is read by the order of its index, and what each has is looked up by one")
  void byIndex(String mode) {
    List<String> customers = plan(mode, RetentionQueries.NEXT_CUSTOMERS);
    List<String> visitors = plan(mode, RetentionQueries.NEXT_VISITORS);

    assertThat(customers)
        .noneMatch(
            line -> line.matches(".*(Seq Scan|Bitmap Heap Scan) on (customer|visitor|chat_).*"))
        .noneMatch(line -> line.contains("Sort"))
        .anyMatch(line -> line.contains("chat_room_by_customer") || line.contains("chat_room_one"))
        .anyMatch(line -> line.contains("using visitor_by_customer on"))
        .anyMatch(line -> line.contains("using chat_room_by_visitor on"))
        .anyMatch(line -> line.contains("using chat_message_by_visitor on"));
    assertThat(visitors)
        .noneMatch(line -> line.matches(".*(Seq Scan|Bitmap Heap Scan) on (visitor|chat_).*"))
        .noneMatch(line -> line.contains("Sort"))
        .anyMatch(line -> line.contains("using chat_room_by_visitor on"))
        .anyMatch(line -> line.contains("using chat_message_by_visitor on"));
  }

  private static List<String> plan(String mode, String sql) {
    return Plan.of(
        vertx,
        Plan.made(mode, database.connectOptions()),
        sql,
        "'%s', '00000000-0000-0000-0000-000000000000', 500, 30".formatted(ManyCustomers.DOMAIN));
  }
}
