package dev.parley.webhook;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.WebhookRequest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nobody sends here: what is claimed is claimed by the tests. */
@DisplayName("What became of attempts")
class ResultsTest {

  private static final int LEASE_MILLIS = 60_000;

  private static WebhookFixture parley;

  @BeforeAll
  static void start() {
    parley = new WebhookFixture();
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @Test
  @DisplayName("is written down, but for what PostgreSQL refuses")
  void refused() {
    UUID domain = parley.domain();
    webhook(domain);
    for (int i = 0; i < 6; i++) {
      delivery(domain);
    }
    List<Result> results = new ArrayList<>();
    claim().forEach(it -> results.add(failed(it, "answered 500")));
    assertThat(results).hasSize(6);
    Claimed poisoned = results.get(3).delivery();
    results.set(3, failed(poisoned, "answered \u0000"));

    write(results);

    assertThat(count(domain, "last_error = 'answered 500'")).isEqualTo("5");
    assertThat(count(domain, "last_error IS NULL AND id = '" + poisoned.id() + "'")).isEqualTo("1");
  }

  @Test
  @DisplayName("is not that of the next attempt, when it was told to begin anew meanwhile")
  void begunAnew() {
    UUID domain = parley.domain();
    webhook(domain);
    delivery(domain);
    Claimed before = claim().get(0);
    WebhookRequest.Repeat repeat = new WebhookRequest.Repeat(domain, domain, before.id());
    await(new Deliveries(parley.pool).repeat(repeat));
    Claimed anew = claim().get(0);
    assertThat(anew.attempts()).isEqualTo(before.attempts());

    write(List.of(failed(before, "before")));
    assertThat(count(domain, "state = 'pending' AND last_error IS NULL")).isEqualTo("1");
    write(List.of(failed(anew, "anew")));
    assertThat(count(domain, "state = 'failed' AND last_error = 'anew'")).isEqualTo("1");
  }

  @Test
  @DisplayName("is that it failed, when its next attempt would come after it is removed")
  void outlived() {
    UUID domain = parley.domain();
    webhook(domain);
    delivery(domain);
    delivery(domain);
    List<Claimed> both = claim();
    UUID old = both.get(0).id();
    parley.database.execute(
        "UPDATE webhook_delivery SET remove_at = now() + interval '1 day' WHERE id = '%s'"
            .formatted(old));

    write(both.stream().map(it -> toBeRepeated(it, RetryAfter.LONGEST)).toList());

    assertThat(count(domain, "state = 'failed' AND id = '" + old + "'")).isEqualTo("1");
    assertThat(count(domain, "remove_at > now() + interval '29 days'")).isEqualTo("2");
    assertThat(count(domain, "state = 'pending' AND next_attempt_at > now()")).isEqualTo("1");
  }

  private static Result toBeRepeated(Claimed delivery, Duration pause) {
    return new Result(
        delivery, Result.PENDING, Optional.of(503), Optional.of("answered 503"), pause);
  }

  private static Result failed(Claimed delivery, String why) {
    return new Result(
        delivery, Result.FAILED, Optional.of(500), Optional.of(why), Duration.ofHours(1));
  }

  /** All at once: the first goes alone, the others together. */
  private static void write(List<Result> results) {
    Results writer = new Results(parley.vertx, parley.pool);
    await(
        Future.future(
            written ->
                parley.vertx.runOnContext(
                    here -> {
                      results.forEach(writer::add);
                      writer.drained().onComplete(written);
                    })));
  }

  private static void webhook(UUID domain) {
    parley.database.execute(
        """
        INSERT INTO webhook (id, domain_id, url, events, secret)
        VALUES ('%1$s', '%1$s', 'https://x.invalid/', '{message.stored}', 'whsec_eA==')
        """
            .formatted(domain));
  }

  private static void delivery(UUID domain) {
    parley.database.execute(
        """
        INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject)
        VALUES ('%1$s', '%1$s', 'ping', gen_random_uuid())
        """
            .formatted(domain));
  }

  private static List<Claimed> claim() {
    List<Claimed> claimed = new ArrayList<>();
    Tuple most =
        Tuple.tuple()
            .addArrayOfUUID(List.<UUID>of().toArray(UUID[]::new))
            .addArrayOfInteger(List.<Integer>of().toArray(Integer[]::new))
            .addInteger(100)
            .addInteger(100)
            .addInteger(LEASE_MILLIS)
            .addArrayOfUUID(List.<UUID>of().toArray(UUID[]::new))
            .addInteger(0);
    await(parley.pool.preparedQuery(WebhookQueries.CLAIM).execute(most))
        .forEach(row -> claimed.add(Claimed.of(row)));
    return claimed;
  }

  private static String count(UUID domain, String condition) {
    return parley.database.queryText(
        "SELECT count(*) FROM webhook_delivery WHERE domain_id = '%s' AND %s"
            .formatted(domain, condition));
  }
}
