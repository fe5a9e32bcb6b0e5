package dev.parley.webhook;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A claim of what is due")
class ClaimTest {

  private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)");

  /** What was over long ago fills the tables; what is due comes with each test. */
  private static final String MANY_WEBHOOKS =
      """
      INSERT INTO domain (id, name) SELECT gen_random_uuid(), 'a' FROM generate_series(1, 1000);
      INSERT INTO webhook (id, domain_id, url, events, secret)
      SELECT gen_random_uuid(), id, 'http://127.0.0.1', ARRAY['customer.created'], ''
      FROM domain, generate_series(1, 3);
      INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject, state)
      SELECT domain_id, id, 'customer.created', gen_random_uuid(), 'delivered'
      FROM webhook, generate_series(1, 5);
      """;

  private static final String DUE_TO =
      """
      INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject)
      SELECT domain_id, id, 'customer.created', gen_random_uuid() FROM webhook LIMIT %d;
      ANALYZE;
      """;

  private TestDatabase database;
  private Vertx vertx;
  private PgConnection connection;

  @BeforeEach
  void fill() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    database.execute(MANY_WEBHOOKS);
    connection = await(PgConnection.connect(vertx, database.connectOptions()));
  }

  @AfterEach
  void close() {
    await(connection.close());
    await(vertx.close());
    database.close();
  }

  @Test
  @DisplayName("looks at none of the thousands of webhooks for which nothing waits")
  void fewDue() {
    database.execute(DUE_TO.formatted(3));

    String plan =
        StreamSupport.stream(
                claim("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) ").spliterator(), false)
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n"));

    Matcher pages = BUFFERS.matcher(plan);
    assertThat(pages.find()).as(plan).isTrue();
    assertThat(Integer.parseInt(pages.group(1))).as(plan).isLessThan(500);
  }

  @Test
  @DisplayName("leaves out none, however many there are for whom something waits")
  void manyDue() {
    database.execute(DUE_TO.formatted(2_000));

    assertThat(claim(""))
        .extracting(row -> row.getUUID("webhook_id"))
        .hasSize(2_000)
        .doesNotHaveDuplicates();
  }

  /** With places for all of them. */
  private RowSet<Row> claim(String explain) {
    UUID[] none = {};
    Tuple parameters =
        Tuple.of(none, new Integer[] {}, 4, 10_000, 30_000).addArrayOfUUID(none).addInteger(6);
    return await(connection.preparedQuery(explain + WebhookQueries.CLAIM).execute(parameters));
  }
}
