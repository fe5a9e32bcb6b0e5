package dev.parley.bot;

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

/** How what was said before is read, once the tables are large. */
class HistoryPlanTest {

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
  @DisplayName(
      "rooms and messages are looked up by index, the newest first, and none is read whole")
  void byIndex(String mode) {
    List<String> plan =
        Plan.of(
            vertx,
            Plan.made(mode, database.connectOptions()),
            BotQueries.HISTORY,
            "'%s', '%s', '%s', 40, 8000"
                .formatted(
                    ManyCustomers.DOMAIN,
                    ManyCustomers.DOMAIN,
                    "ffffffff-ffff-ffff-ffff-ffffffffffff"));

    assertThat(plan)
        .noneMatch(line -> line.matches(".*Seq Scan on (visitor|chat_room|chat_message).*"))
        .anyMatch(line -> line.contains("Backward using chat_message_by_room on"))
        .anyMatch(line -> line.contains("Backward using chat_message_by_visitor on"))
        .anyMatch(line -> line.matches(".* using chat_room_(one_open_per|by)_customer on .*"))
        .anyMatch(line -> line.contains("chat_room_by_fold"));
  }
}
