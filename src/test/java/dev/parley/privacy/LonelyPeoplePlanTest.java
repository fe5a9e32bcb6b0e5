package dev.parley.privacy;

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

/** How is looked for those who have nothing, once the tables are large. */
class LonelyPeoplePlanTest {

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
        with made as (
          insert into customer (id, domain_id, email, email_typed)
          select gen_random_uuid(), '%1$s', 'c' || i || '@example.com', '' from generate_series(1, 20000) as i
          returning id
        ), known as (
          insert into visitor (id, domain_id, secret_sha256, customer_id)
          select gen_random_uuid(), '%1$s', sha256(id::text::bytea), id from made
          returning id, customer_id
        ), room as (
          insert into chat_room (id, domain_id, customer_id, visitor_id)
          select gen_random_uuid(), '%1$s', customer_id, id from known
          returning id, visitor_id
        )
        insert into chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        select turn, '%1$s', room.id, visitor_id, turn, 'user', 'Hello', 'complete'
        from room, lateral (select gen_random_uuid() as turn where room.id is not null) as made
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
        "'%s', '00000000-0000-0000-0000-000000000000', 500, 30".formatted(DOMAIN));
  }
}
