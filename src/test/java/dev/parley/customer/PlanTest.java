package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Plan;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plans, which are kept while the tables grow: look-ups by index, whatever their size. */
class PlanTest {

  private static final Pattern INDEX_SCAN = Pattern.compile("Index (Only )?Scan.* on (?!node\\b)");

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

    assertLooksUp(TurnQueries.STORE_BATCH, 9);
    assertLooksUp(TurnQueries.STORE_KNOWN, 7);
    assertLooksUp(TurnQueries.STORE_ANSWERS, 2);
    assertLooksUp(TurnQueries.STORE_BATCH_QUIETLY, 7);
    assertLooksUp(TurnQueries.STORE_KNOWN_QUIETLY, 5);
    assertLooksUp(TurnQueries.STORE_ANSWERS_QUIETLY, 0);
    assertLooksUp(TurnQueries.STORE_GROWING, 0);
    assertLooksUp(SqlQueries.FIND_TURN, 4);
    assertLooksUp(SqlQueries.HISTORY, 6);
    assertLooksUp(SqlQueries.FORGET_CODE, 1);
    assertLooksUp(SqlQueries.RESET, 1);
    assertLooksUp(TurnQueries.PROVE_ADDRESS, 8);
    assertLooksUp(CodeQueries.MAKE_CODE, 3);
    assertLooksUp(CodeQueries.TRY_CODE, 1);
    assertLooksUp(CodeQueries.REMOVE_CODES, 3);
    assertLooksUp(SqlQueries.DOMAIN_SECRETS, 2);
    assertLooksUp(SqlQueries.FIND_LATEST_TURN, 2);
    assertLooksUp(SqlQueries.SEE_ANSWER, 2);
    assertLooksUp(SqlQueries.CLAIM_ANSWER, 2);
    assertLooksUp(SqlQueries.RATE_ANSWER, 4);
    assertLooksUp(SqlQueries.CLOSE_NODE, 5);
  }

  /**
   * The table of nodes has a few rows and may be read as a whole.
   *
   * @param lookUps how many tables are read at the least
   */
  private void assertLooksUp(String sql, int lookUps) {
    List<String> plan = plan(sql);
    assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
    assertThat(plan).noneMatch(line -> line.contains("Hash ") || line.contains("Merge "));
    for (int i = 0; i < plan.size(); i++) {
      if (INDEX_SCAN.matcher(plan.get(i)).find()) {
        assertThat(plan.get(i + 1)).as("below %s", plan.get(i)).contains("Index Cond:");
      }
    }
    assertThat(plan)
        .filteredOn(line -> INDEX_SCAN.matcher(line).find())
        .hasSizeGreaterThanOrEqualTo(lookUps);
  }

  @ParameterizedTest(name = "{0} customers")
  @ValueSource(ints = {0, 20_000})
  @DisplayName("a key is looked up by the index that keeps it one, a history by the visitor's")
  void ownIndexes(int customers) {
    fill(customers);

    assertThat(plan(TurnQueries.STORE_BATCH))
        .anyMatch(line -> line.contains("using chat_message_key on"));
    assertThat(plan(SqlQueries.FIND_LATEST_TURN))
        .anyMatch(line -> line.contains("Backward using chat_message_by_visitor on"));
    assertThat(plan(SqlQueries.HISTORY))
        .anyMatch(line -> line.contains("Backward using chat_message_by_visitor on"))
        .anyMatch(line -> line.contains("Backward using chat_message_by_room on"))
        .anyMatch(line -> line.contains("using chat_room_by_fold on"));
    assertThat(plan(SqlQueries.CLOSE_NODE))
        .anyMatch(line -> line.contains("using chat_message_streaming on"));
  }

  @Test
  @DisplayName("what operators mend reads no large table whole, as the database plans by itself")
  void mending() {
    fill(20_000);
    PgConnectOptions generic = Plan.made("force_generic_plan", parley.connectOptions());

    for (String sql :
        List.of(
            IdentityQueries.LOCK_CUSTOMERS,
            IdentityQueries.LEAD_ADDRESSES,
            IdentityQueries.BIND_VISITORS,
            IdentityQueries.OPEN_ROOMS,
            IdentityQueries.FOLD_ROOM,
            IdentityQueries.HAND_ROOMS_OVER,
            IdentityQueries.LOCK_VISITOR,
            IdentityQueries.OWN_ROOM,
            IdentityQueries.WROTE,
            IdentityQueries.MOVE_MESSAGES,
            IdentityQueries.DOUBT_MESSAGES,
            IdentityQueries.AWAITS_ANSWER,
            IdentityQueries.REOPEN_ROOM,
            IdentityQueries.UNBIND_VISITOR)) {
      assertThat(Plan.of(parley.vertx(), generic, sql))
          .as(sql)
          .noneMatch(line -> line.contains("Seq Scan"));
    }
  }

  private void fill(int customers) {
    insert(customers);
    parley.sql("ANALYZE");
  }

  private void insert(int customers) {
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
        ), room AS (
          INSERT INTO chat_room (id, domain_id, customer_id, visitor_id)
          SELECT gen_random_uuid(), $1, customer_id, id FROM known
          RETURNING id, visitor_id
        )
        INSERT INTO chat_message
          (id, domain_id, room_id, visitor_id, turn_id, role, body, status, message_key, node_id)
        SELECT turn, $1, room.id, visitor_id, turn, 'user', 'Hello', 'complete', turn::text, 1
        FROM room, LATERAL (SELECT gen_random_uuid() AS turn WHERE room.id IS NOT NULL) AS made
        """,
        DOMAIN,
        customers);
  }

  private List<String> plan(String sql) {
    return Plan.of(
        parley.vertx(),
        TurnSession.options(
            parley.connectOptions(), Duration.ofSeconds(1), TurnSession.LONGEST_STATEMENT),
        sql);
  }
}
