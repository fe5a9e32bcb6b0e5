package dev.parley.privacy;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A domain that is deleted")
class DeletedDomainsTest {

  private PrivacyFixture parley;
  private UUID shop;
  private UUID other;

  @BeforeEach
  void start() {
    parley = new PrivacyFixture();
    shop = parley.newDomain();
    other = parley.newDomain();
    fill(shop);
    fill(other);
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  /** Something in each table, with what refers to what. */
  private void fill(UUID domain) {
    TurnOpened ann = parley.say(domain, "ann", "I am ann@example.com");
    parley.say(domain, "tab", "Hello");
    parley.say(domain, "tab", "I am ann@example.com");
    TurnOpened zoe = parley.say(domain, "zoe", "I am zoe@example.com");
    parley.merge(domain, zoe, ann);
    parley.say(domain, "nobody", "Hello");
    parley.say(domain, "max", "I am max@example.com");
    parley.erase(domain, "max@example.com");
    parley.sql(
        """
        INSERT INTO webhook (id, domain_id, url, events, secret, enabled)
        VALUES ($1, $1, 'https://a.example', '{message.stored}', 'whsec_', false)
        """,
        domain);
    parley.sql(
        """
        INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject)
        SELECT $1, $1, 'message.stored', gen_random_uuid() FROM generate_series(1, 1200)
        """,
        domain);
    parley.sql(
        """
        INSERT INTO knowledge (id, domain_id, article, position, heading, body, search)
        SELECT gen_random_uuid(), $1, 'a', n, 'h', 'b', '' FROM generate_series(1, 600) AS n
        """,
        domain);
    parley.sql(
        """
        INSERT INTO visitor_code (id, domain_id, secret_sha256, email, email_typed, code_hash, expires_at)
        VALUES (gen_random_uuid(), $1, sha256('x'), 'a@b.de', 'a@b.de', sha256('y'), now())
        """,
        domain);
    parley.sql(
        "INSERT INTO code_mail (domain_id, email, sent, remove_at) VALUES ($1, 'a', '{}', now())",
        domain);
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT m.id, $1, $2, $3, m.id, 'user', 'Hello', 'complete'
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 1200)) AS m
        """,
        domain,
        ann.roomId(),
        ann.visitorId());
    assertThat(rows(domain)).as("each table has something").doesNotContainValue(0L);
  }

  /** How many rows each table has with this tenant's id: also one that is new. */
  private Map<String, Long> rows(UUID domain) {
    Map<String, Long> rows = new TreeMap<>();
    parley
        .sql(
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name = 'domain_id'
            """)
        .forEach(it -> rows.put(it.getString(0), parley.count(it.getString(0), domain)));
    assertThat(rows).hasSizeGreaterThan(9);
    rows.put("domain", parley.sql("SELECT id FROM domain WHERE id = $1", domain).stream().count());
    return rows;
  }

  private void delete(UUID domain) {
    parley.sql("UPDATE domain SET enabled = false, deleted_at = now() WHERE id = $1", domain);
  }

  private Future<Long> run(DeletedDomains deletion) {
    return Future.future(
        promise -> parley.vertx().runOnContext(go -> deletion.run().onComplete(promise)));
  }

  /** Soon: the verticle looks each minute, and may be at it too. */
  private void assertGone() {
    Awaitility.await().until(() -> rows(shop).get("domain") == 0);
    assertThat(rows(shop)).allSatisfy((table, count) -> assertThat(count).as(table).isZero());
  }

  @Test
  @DisplayName("leaves nothing, in whatever table, while another's turns go on, untouched")
  void leavesNothing() {
    delete(shop);
    Map<String, Long> before = rows(other);
    Future<Long> deletion = run(new DeletedDomains(parley.vertx(), parley.pool()));
    Future<TurnOpened> turn = parley.submit(other, "ann", "Meanwhile");

    await(deletion);
    await(turn);
    before.merge("chat_message", 1L, Long::sum);

    assertGone();
    assertThat(rows(other)).isEqualTo(before);
  }

  @Test
  @DisplayName("goes on where a process ended in the middle, and waits for nobody for long")
  void goesOn() {
    delete(shop);
    SqlConnection somebody =
        parley.begun(
            "SELECT id FROM webhook_delivery WHERE domain_id = '%s' FOR UPDATE".formatted(shop));
    DeletedDomains first = new DeletedDomains(parley.vertx(), parley.pool());
    assertThat(await(run(first))).as("somebody holds a part of it").isZero();
    assertThat(rows(shop)).containsEntry("chat_message", 0L).containsEntry("domain", 1L);
    first.stop();
    assertThat(await(run(first))).isZero();
    parley.commit(somebody);

    await(run(new DeletedDomains(parley.vertx(), parley.pool())));

    assertGone();
  }

  @Test
  @DisplayName("goes without being asked for, as soon as it is told; one that is off alone stays")
  void told() {
    parley.sql("UPDATE domain SET enabled = false WHERE id = $1", other);
    Map<String, Long> before = rows(other);
    delete(shop);
    parley.bus().publish(Addresses.DOMAIN_CHANGED, new DomainChanged(shop));

    assertGone();
    assertThat(rows(other)).isEqualTo(before);
  }
}
