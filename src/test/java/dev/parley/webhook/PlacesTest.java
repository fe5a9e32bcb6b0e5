package dev.parley.webhook;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nothing is sent before the last test: what is claimed is claimed by the tests. */
@DisplayName("The places for deliveries")
class PlacesTest {

  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Duration NOT_IN_TIME = WebhookFixture.SETTINGS.timeout();

  private static WebhookFixture parley;

  private final Places places = new Places(WebhookFixture.SETTINGS);

  @BeforeAll
  static void start() {
    parley = new WebhookFixture();
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @BeforeEach
  void empty() {
    parley.database.execute("TRUNCATE webhook, webhook_delivery");
  }

  @Test
  @DisplayName("are four for each webhook, and first for whom nothing is being sent to")
  void fewestFirst() {
    List<UUID> many = webhooks(64, "https://busy.invalid/", 8);
    assertThat(claim()).hasSize(256);
    many.forEach(id -> places.free(id, AT_ONCE));
    UUID idle = webhooks(1, "https://idle.invalid/", 1).get(0);
    UUID another = UUID.randomUUID();
    for (int i = 0; i < 63; i++) { // one place is left
      places.take(another);
    }

    assertThat(claim()).containsExactly(idle);
    assertThat(claim()).isEmpty();
  }

  @Test
  @DisplayName("are half at most for all who are slow, until they answer in time")
  void half() {
    List<UUID> slow = webhooks(40, "https://slow.invalid/", 8);
    slow.forEach(places::take);
    slow.forEach(id -> places.free(id, NOT_IN_TIME));
    UUID quick = webhooks(1, "https://quick.invalid/", 8).get(0);

    List<UUID> first = claim();
    assertThat(first).hasSize(4 + 128).contains(quick);
    assertThat(claim()).isEmpty();
    first.stream().filter(quick::equals).forEach(id -> places.free(id, AT_ONCE));
    assertThat(claim()).containsExactly(quick, quick, quick, quick);

    UUID better = first.stream().filter(id -> !id.equals(quick)).findFirst().orElseThrow();
    places.free(better, AT_ONCE);
    assertThat(claim()).contains(better);
  }

  @Test
  @DisplayName("are there for who answers, however many receivers are silent, whatever waits")
  void silentReceivers() {
    Receiver receiver = new Receiver(parley.vertx);
    receiver.answer("/silent", (n, it) -> {});
    webhooks(100, receiver.url("/silent"), 12);
    webhooks(1, receiver.url("/well"), 50);

    long begun = System.nanoTime();
    String sender = parley.deploy();
    waitAtMost(Duration.ofSeconds(60)).until(() -> receiver.received("/well").size() == 50);

    // Each holds a place until its time is over: all places once or twice while nobody is known as
    // slow, and half of them from then on.
    long rounds = 1 + (System.nanoTime() - begun) / NOT_IN_TIME.toNanos();
    int silent = receiver.received("/silent").size();
    parley.undeploy(sender);
    receiver.close();
    assertThat(silent).isLessThanOrEqualTo((int) (Places.ALL + Places.ALL / 2 * rounds));
  }

  /** Claims what has a place, and takes it. Gives whose they are. */
  private List<UUID> claim() {
    List<UUID> claimed = new ArrayList<>();
    await(parley.pool.preparedQuery(WebhookQueries.CLAIM).execute(places.claim()))
        .forEach(row -> claimed.add(row.getUUID("webhook_id")));
    claimed.forEach(places::take);
    return claimed;
  }

  private static List<UUID> webhooks(int count, String url, int deliveries) {
    UUID domain = parley.domain();
    List<UUID> ids = IntStream.range(0, count).mapToObj(i -> UUID.randomUUID()).toList();
    ids.forEach(
        id ->
            parley.database.execute(
                """
                INSERT INTO webhook (id, domain_id, url, events, secret)
                VALUES ('%1$s', '%2$s', '%3$s', '{message.stored}', 'whsec_eA==');
                INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject)
                SELECT '%2$s', '%1$s', 'ping', gen_random_uuid() FROM generate_series(1, %4$d)
                """
                    .formatted(id, domain, url, deliveries)));
    return ids;
  }
}
