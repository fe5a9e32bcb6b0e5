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

/** How old rooms are found, and what was folded into them, once the tables are large. */
class OldRoomsPlanTest {

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
        insert into domain (id, name) select gen_random_uuid(), 'other' from generate_series(1, 9)
        """);
    database.execute(
        """
        with known as (
          insert into visitor (id, domain_id, secret_sha256)
          select gen_random_uuid(), domain.id, sha256((domain.id::text || i)::bytea)
          from domain, generate_series(1, 2000) as i
          returning id, domain_id
        )
        insert into chat_room (id, domain_id, visitor_id, created_at)
        select gen_random_uuid(), domain_id, id, now() - interval '1 year' from known
        """);
    database.execute(
        """
        update chat_room set folded_into = root.id
        from (select distinct on (domain_id) id, domain_id from chat_room order by domain_id, id) as root
        where root.domain_id = chat_room.domain_id and root.id <> chat_room.id
          and get_byte(uuid_send(chat_room.id), 15) % 4 > 0
        """);
    database.execute(
        """
        insert into chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        select turn, domain_id, room.id, visitor_id, turn, 'user', 'Hello', 'complete'
        from chat_room as room, generate_series(1, 3) as i,
             lateral (select gen_random_uuid() as turn where room.id is not null and i > 0) as made
        """);
    database.execute("analyze");
  }

  @AfterAll
  static void close() {
    await(vertx.close());
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  @DisplayName(
      "what was folded into a room is looked up by its index, and so is what was said last")
  void byIndex(String mode) {
    List<String> rooms =
        plan(mode, RetentionQueries.OLD_ROOMS, "'00000000-0000-0000-0000-000000000000', 100, 30");
    List<String> parts =
        plan(mode, RetentionQueries.OLD_PARTS, "'00000000-0000-4000-8000-000000000002', 30");
    List<String> ofPerson =
        plan(mode, PersonQueries.ROOMS, "array[gen_random_uuid()], array[gen_random_uuid()]");

    assertThat(List.of(rooms, parts, ofPerson))
        .allSatisfy(
            plan ->
                assertThat(plan)
                    .noneMatch(line -> line.matches(".*Seq Scan on chat_.*"))
                    .noneMatch(line -> line.matches(".*(Hash|Merge) (Anti |Left |Right )?Join.*"))
                    .anyMatch(line -> line.matches(".*Scan.*chat_room_by_fold( .*)?")));
    assertThat(List.of(rooms, parts))
        .allSatisfy(
            plan ->
                assertThat(plan)
                    .anyMatch(
                        line -> line.contains("Scan Backward using chat_message_by_room on")));
  }

  private static List<String> plan(String mode, String sql, String others) {
    return Plan.of(
        vertx,
        Plan.made(mode, database.connectOptions()),
        sql,
        "'%s', %s".formatted(DOMAIN, others));
  }
}
