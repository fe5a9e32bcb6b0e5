package dev.parley.webhook;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import dev.parley.bus.Addresses;
import dev.parley.bus.Rounds;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.bus.WebhookDelivery;
import dev.parley.bus.WebhookRemoved;
import dev.parley.bus.WebhookRequest;
import dev.parley.bus.WebhookView;
import dev.parley.database.Ids;
import dev.parley.testing.Logged;
import dev.parley.webhook.Receiver.Received;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each test has a domain and a path of its own. */
@DisplayName("Webhooks")
class WebhookVerticleTest {

  private static final List<String> MESSAGES = List.of("message.stored");

  private static WebhookFixture parley;
  private static Receiver receiver;

  @BeforeAll
  static void start() {
    parley = new WebhookFixture();
    parley.deploy();
    receiver = new Receiver(parley.vertx);
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @Test
  @DisplayName("are told of a customer, his message and its answer, signed")
  void tellsATurn() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/turn?key=1"));

    TurnOpened turn = parley.say(domain, "ann", "My email is Ann@example.com");
    parley.answer(turn, "Hello Ann");

    eventually(() -> assertThat(receiver.received("/turn")).hasSize(3));
    Received customer = received("/turn", "customer.created");
    UUID customerId = turn.customerId().orElseThrow();
    assertThat(customer.json().getJsonObject("data").getMap())
        .containsEntry("domainId", domain.toString())
        .containsEntry("customerId", customerId.toString())
        .containsEntry("email", "ann@example.com");
    assertThat(received("/turn", "message.stored").json().getJsonObject("data").getMap())
        .containsEntry("turnId", turn.turnId().toString())
        .containsEntry("messageId", turn.turnId().toString())
        .containsEntry("roomId", turn.roomId().toString())
        .containsEntry("customerId", customerId.toString())
        .containsEntry("role", "user")
        .containsEntry("content", "My email is Ann@example.com")
        .containsEntry("verified", false);
    JsonObject answer = received("/turn", "answer.completed").json();
    assertThat(answer.getString("timestamp")).endsWith("Z");
    assertThat(answer.getJsonObject("data").getMap())
        .containsEntry("messageId", Ids.next(turn.turnId()).toString())
        .containsEntry("role", "assistant")
        .containsEntry("content", "Hello Ann")
        .containsEntry("status", "complete");
    assertThat(receiver.received("/turn"))
        .allSatisfy(it -> assertThat(signed(it, webhook.secret().orElseThrow())).isTrue());
    assertThat(customer.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("host", "127.0.0.1:" + receiver.port());
    eventually(
        () ->
            assertThat(parley.deliveries(webhook))
                .extracting(WebhookDelivery::state)
                .containsExactly("delivered", "delivered", "delivered"));
    assertThat(parley.deliveries(webhook))
        .extracting(it -> it.id().toString())
        .containsExactlyInAnyOrderElementsOf(
            receiver.received("/turn").stream().map(Received::id).toList());
  }

  @Test
  @DisplayName("of a domain that is off wait, and get all of it when it is on again")
  void waitsWhileTheDomainIsOff() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/off"));
    TurnOpened turn = parley.say(domain, "ann", "Hello");
    eventually(() -> assertThat(receiver.received("/off")).hasSize(1));
    turn(domain, false);
    parley.answer(turn, "Hello Ann");
    // Whatever is due is claimed together: so what another domain is told comes after it.
    UUID other = parley.domain();
    parley.webhook(other, receiver.url("/on"));
    parley.say(other, "ann", "Hello");
    eventually(() -> assertThat(receiver.received("/on")).hasSize(1));
    assertThat(parley.deliveries(webhook))
        .extracting(WebhookDelivery::state)
        .containsExactly("pending", "delivered");
    assertThat(parley.deliveries(webhook).get(0).attempts()).isZero();

    turn(domain, true);

    eventually(() -> assertThat(receiver.received("/off")).hasSize(2));
  }

  private static void turn(UUID domain, boolean on) {
    parley.database.execute("UPDATE domain SET enabled = %s WHERE id = '%s'".formatted(on, domain));
  }

  @Test
  @DisplayName("are told nothing of other domains, and nothing that they are not for")
  void tellsNobodyElse() {
    UUID domain = parley.domain();
    parley.webhook(domain, receiver.url("/own"), MESSAGES);
    parley.webhook(parley.domain(), receiver.url("/other"));

    parley.answer(parley.say(domain, "ann", "ann@example.com"), "Hello");
    TurnOpened last = parley.say(domain, "ann", "The last one");

    eventually(() -> assertThat(receiver.received("/own")).hasSize(2));
    assertThat(receiver.received("/own")).allMatch(it -> it.type().equals("message.stored"));
    assertThat(contents("/own")).contains("The last one");
    assertThat(receiver.received("/other")).isEmpty();
    assertThat(last.domainId()).isEqualTo(domain);
  }

  @Test
  @DisplayName("may have an IPv6 address for a host, which they hear in its brackets")
  void ipv6() {
    UUID domain = parley.domain();
    String host = "[::ffff:127.0.0.1]:" + receiver.port(); // needs no IPv6 here
    parley.webhook(domain, "http://" + host + "/ipv6", MESSAGES);

    parley.say(domain, "ann", "Hello");

    eventually(() -> assertThat(receiver.received("/ipv6")).hasSize(1));
    assertThat(receiver.received("/ipv6").get(0).headers()).containsEntry("host", host);
  }

  @Test
  @DisplayName("get what failed again, by the same id, until they take it")
  void repeats() {
    UUID domain = parley.domain();
    receiver.answer("/flaky", (n, it) -> it.setStatusCode(n < 2 ? 500 : 204).end("sorry"));
    WebhookView webhook = parley.webhook(domain, receiver.url("/flaky"), MESSAGES);

    try (Logged log = Logged.by(ReceiverTrouble.class)) {
      parley.say(domain, "ann", "Hello");

      WebhookDelivery delivery = awaitState(webhook, "delivered");
      assertThat(delivery.attempts()).isEqualTo(3);
      assertThat(delivery.lastStatus()).contains(204);
      assertThat(delivery.lastError()).isEmpty();
      assertThat(receiver.received("/flaky")).hasSize(3).allMatch(it -> is(it, delivery));
      String which = "Webhook " + webhook.id();
      assertThat(log.texts())
          .filteredOn(it -> it.startsWith(which))
          .containsExactly(
              which + " does not take what is sent to it: answered 500",
              which + " takes what is sent to it again");
    }
  }

  @Test
  @DisplayName("that are down get it when they are up again")
  void down() {
    Receiver early = new Receiver(parley.vertx);
    early.close();
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, early.url("/late"), MESSAGES);

    parley.say(domain, "ann", "Hello");
    eventually(() -> assertThat(only(webhook).lastError()).contains("no connection"));
    try (Receiver late = new Receiver(parley.vertx, "127.0.0.1", early.port())) {
      awaitState(webhook, "delivered");
      assertThat(late.received("/late")).hasSize(1);
    }
  }

  @Test
  @DisplayName("give up in the end, and can be told to begin anew")
  void givesUpAndRepeats() {
    UUID domain = parley.domain();
    receiver.answer("/broken", (n, it) -> it.setStatusCode(n < 6 ? 503 : 200).end());
    WebhookView webhook = parley.webhook(domain, receiver.url("/broken"), MESSAGES);

    parley.say(domain, "ann", "Hello");
    WebhookDelivery failed = awaitState(webhook, "failed");
    assertThat(failed.attempts()).isEqualTo(6);
    assertThat(failed.lastError()).contains("answered 503");
    await(
        parley.bus.request(
            Addresses.WEBHOOK_REPEAT,
            new WebhookRequest.Repeat(domain, webhook.id(), failed.id())));

    assertThat(awaitState(webhook, "delivered").attempts()).isEqualTo(1);
    assertThat(receiver.received("/broken")).hasSize(7).allMatch(it -> is(it, failed));
  }

  @Test
  @DisplayName("that are slow hold up no other, and get a few at a time")
  void slow() {
    Set<HttpServerResponse> open = ConcurrentHashMap.newKeySet();
    AtomicInteger most = new AtomicInteger();
    receiver.answer(
        "/slow",
        (n, response) -> {
          response.closeHandler(gone -> open.remove(response));
          open.add(response);
          most.accumulateAndGet(open.size(), Math::max);
        });
    UUID domain = parley.domain();
    WebhookView slow = parley.webhook(domain, receiver.url("/slow"), MESSAGES);
    WebhookView quick = parley.webhook(domain, receiver.url("/quick"), MESSAGES);

    say(domain, 30);

    eventually(() -> assertThat(receiver.received("/quick")).hasSize(30));
    assertThat(parley.deliveries(slow)).noneMatch(it -> it.state().equals("delivered"));
    assertThat(parley.deliveries(slow).stream().filter(it -> it.attempts() > 0)).isNotEmpty();
    assertThat(parley.deliveries(quick)).hasSize(30);
    assertThat(most).hasValue(4);
    receiver.answer("/slow", (n, response) -> response.end());
    open.forEach(HttpServerResponse::end);
    eventually(
        () -> assertThat(parley.deliveries(slow)).allMatch(it -> it.state().equals("delivered")));
  }

  @Test
  @DisplayName("may talk nonsense, for ever, or not at all: it fails in time")
  void nonsense() {
    NetServer nonsense = says("SSH-2.0-nonsense\r\n\r\n\u0000\u0001");
    NetServer noNumber = says("HTTP/1.1 20\u0000 OK\r\n\r\n");
    receiver.answer("/endless", (n, it) -> endless(it.setStatusCode(500)));
    receiver.answer("/endless-but-well", (n, it) -> endless(it));
    receiver.answer("/silent", (n, it) -> {});
    receiver.answer("/drips", (n, it) -> it.setStatusCode(500).setChunked(true).write("."));
    UUID domain = parley.domain();
    List<WebhookView> all =
        List.of(
            parley.webhook(domain, url(nonsense), MESSAGES),
            parley.webhook(domain, receiver.url("/endless"), MESSAGES),
            parley.webhook(domain, receiver.url("/silent"), MESSAGES),
            parley.webhook(domain, receiver.url("/drips"), MESSAGES),
            parley.webhook(domain, url(noNumber), MESSAGES));
    WebhookView well = parley.webhook(domain, receiver.url("/endless-but-well"), MESSAGES);

    parley.say(domain, "ann", "Hello");

    assertThat(awaitState(well, "delivered").attempts()).isEqualTo(1);
    eventually(() -> assertThat(all).allMatch(it -> only(it).lastError().isPresent()));
    assertThat(only(all.get(1)).lastStatus()).contains(500);
    assertThat(only(all.get(2)).lastError()).contains("took longer than 2000 ms");
    assertThat(only(all.get(3)).lastStatus()).contains(500);
    assertThat(only(all.get(0)).lastError()).contains("did not answer in HTTP");
    assertThat(only(all.get(4)).lastError()).contains("did not answer in HTTP");
    await(Future.all(nonsense.close(), noNumber.close()));
  }

  /** To whoever connects, whatever he wants. */
  private static NetServer says(String nonsense) {
    return await(
        parley
            .vertx
            .createNetServer()
            .connectHandler(it -> it.write(nonsense))
            .listen(0, "127.0.0.1"));
  }

  private static String url(NetServer server) {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** As fast as it is read. */
  private static void endless(HttpServerResponse response) {
    response.setChunked(true);
    response.exceptionHandler(gone -> {});
    writeOn(response);
  }

  private static void writeOn(HttpServerResponse response) {
    response.write("x".repeat(10_000)).onSuccess(written -> writeOn(response));
  }

  @Test
  @DisplayName("are not followed where they redirect to")
  void redirects() {
    UUID domain = parley.domain();
    receiver.answer(
        "/redirect",
        (n, it) -> it.setStatusCode(307).putHeader("Location", receiver.url("/inside")).end());
    WebhookView webhook = parley.webhook(domain, receiver.url("/redirect"), MESSAGES);

    parley.say(domain, "ann", "Hello");

    eventually(
        () ->
            assertThat(only(webhook).lastError())
                .contains("answered 307: redirects are not followed"));
    assertThat(receiver.received("/inside")).isEmpty();
  }

  @Test
  @DisplayName("that answer 410 are switched off, and get all of it when they are on again")
  void gone() {
    UUID domain = parley.domain();
    receiver.answer("/gone", (n, it) -> it.setStatusCode(n == 0 ? 410 : 200).end());
    WebhookView webhook = parley.webhook(domain, receiver.url("/gone"), MESSAGES);

    parley.say(domain, "ann", "Hello");
    eventually(() -> assertThat(only(webhook).lastStatus()).contains(410));
    assertThat(only(webhook).state()).isEqualTo("pending");
    assertThat(show(webhook).enabled()).isFalse();
    assertThat(show(webhook).disabledBecause()).contains("its receiver answered 410 (Gone)");
    parley.say(domain, "ann", "Nobody is told");
    change(webhook, Optional.empty(), Optional.of(true));
    parley.say(domain, "ann", "Again");

    eventually(
        () -> assertThat(contents("/gone")).containsExactlyInAnyOrder("Hello", "Hello", "Again"));
    assertThat(show(webhook).disabledBecause()).isEmpty();
  }

  @Test
  @DisplayName("that have another URL by the time of a 410 stay on, and get it there")
  void movedOn() {
    UUID domain = parley.domain();
    List<HttpServerResponse> asked = new CopyOnWriteArrayList<>();
    receiver.answer("/left", (n, it) -> asked.add(it.setStatusCode(410)));
    WebhookView webhook = parley.webhook(domain, receiver.url("/left"), MESSAGES);

    parley.say(domain, "ann", "Hello");
    eventually(() -> assertThat(asked).hasSize(1));
    change(webhook, Optional.of(receiver.url("/moved-to")), Optional.empty());
    asked.get(0).end();

    awaitState(webhook, "delivered");
    assertThat(contents("/moved-to")).containsExactly("Hello");
    assertThat(show(webhook).enabled()).isTrue();
  }

  @Test
  @DisplayName("are not told of what was erased meanwhile")
  void erased() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/erased"), MESSAGES);
    parley.database.execute(
        """
        INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject)
        VALUES ('%s', '%s', 'message.stored', gen_random_uuid())
        """
            .formatted(domain, webhook.id()));

    WebhookDelivery delivery = awaitState(webhook, "failed");
    assertThat(delivery.lastError().orElseThrow()).startsWith("gone");
    assertThat(receiver.received("/erased")).isEmpty();
  }

  @Test
  @DisplayName("get two signatures while the secret before is still valid")
  void rotation() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/rotated"), MESSAGES);
    WebhookView rotated =
        await(
            parley.bus.request(
                Addresses.WEBHOOK_ROTATE, new WebhookRequest.Rotate(domain, webhook.id(), 1)));

    parley.say(domain, "ann", "Hello");

    eventually(() -> assertThat(receiver.received("/rotated")).hasSize(1));
    Received received = receiver.received("/rotated").get(0);
    assertThat(signed(received, webhook.secret().orElseThrow())).isTrue();
    assertThat(signed(received, rotated.secret().orElseThrow())).isTrue();
    assertThat(show(webhook).secret()).isEmpty();
  }

  @Test
  @DisplayName("are sent a ping each time that they are asked for one")
  void ping() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/ping"), MESSAGES);
    for (int i = 0; i < 2; i++) {
      await(
          parley.bus.request(
              Addresses.WEBHOOK_PING, new WebhookRequest.Ping(domain, webhook.id())));
    }
    eventually(() -> assertThat(receiver.received("/ping")).hasSize(2));
    assertThat(receiver.received("/ping")).allMatch(it -> it.type().equals("ping"));
    assertThat(receiver.received("/ping").stream().map(Received::id)).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("get everything once when several processes send, also when one goes down meanwhile")
  void severalProcesses() {
    String second = parley.deploy();
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/shared"), MESSAGES);

    say(domain, 60);
    eventually(() -> assertThat(receiver.received("/shared").size()).isGreaterThan(20));
    parley.undeploy(second);
    say(domain, 20);

    eventually(
        () ->
            assertThat(parley.deliveries(webhook))
                .hasSize(80)
                .allMatch(it -> it.state().equals("delivered")));
    assertThat(receiver.received("/shared").stream().map(Received::id))
        .hasSize(80)
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("get what a process had claimed that is gone, after its lease")
  void leaseEnds() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/lease"), MESSAGES);
    parley.database.execute(
        """
        INSERT INTO webhook_delivery
          (domain_id, webhook_id, event_type, subject, attempts, next_attempt_at)
        VALUES ('%s', '%s', 'ping', gen_random_uuid(), 1, now() + interval '1 second')
        """
            .formatted(domain, webhook.id()));

    assertThat(awaitState(webhook, "delivered").attempts()).isEqualTo(2);
    assertThat(receiver.received("/lease")).hasSize(1);
  }

  @Test
  @DisplayName("leave nothing behind that is over for long")
  void cleans() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/cleaned"), MESSAGES);
    parley.say(domain, "ann", "Hello");
    awaitState(webhook, "delivered");
    Cleaner cleaner = new Cleaner(parley.pool);

    await(cleaner.clean());
    assertThat(parley.deliveries(webhook)).hasSize(1);
    parley.database.execute(
        "UPDATE webhook_delivery SET remove_at = remove_at - interval '7 days'");
    await(cleaner.clean());
    assertThat(parley.deliveries(webhook)).isEmpty();
  }

  @Test
  @DisplayName("are removed at once, though one delivery is in use, and the many others soon after")
  void removed() {
    UUID domain = parley.domain();
    WebhookView webhook = parley.webhook(domain, receiver.url("/removed"), MESSAGES);
    parley.say(domain, "ann", "Hello");
    UUID used = awaitState(webhook, "delivered").id();
    parley.database.execute(
        """
        INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject, state)
        SELECT '%s', '%s', 'ping', gen_random_uuid(), 'failed' FROM generate_series(1, 2500)
        """
            .formatted(domain, webhook.id()));
    String left = "SELECT count(*) FROM webhook_delivery WHERE webhook_id = '" + webhook.id() + "'";
    Object removed =
        await(
            parley.pool.withTransaction(
                other ->
                    other
                        .preparedQuery("SELECT id FROM webhook_delivery WHERE id = $1 FOR UPDATE")
                        .execute(Tuple.of(used))
                        .compose(
                            held ->
                                parley.bus.request(
                                    Addresses.WEBHOOK_REMOVE,
                                    new WebhookRequest.Remove(domain, webhook.id())))));

    assertThat(removed).isEqualTo(new WebhookRemoved(webhook.id()));
    eventually(() -> assertThat(parley.database.queryText(left)).isIn("0", "1"));
  }

  @Test
  @DisplayName("are twenty at most, also when several are made at the same moment")
  void twenty() {
    UUID domain = parley.domain();
    for (int i = 0; i < 19; i++) {
      parley.webhook(domain, receiver.url("/many"));
    }
    List<Future<WebhookView>> made = new ArrayList<>();
    await(
        parley.pool.withTransaction(
            other ->
                other
                    .preparedQuery("SELECT id FROM domain WHERE id = $1 FOR UPDATE")
                    .execute(Tuple.of(domain))
                    .onSuccess(held -> made.addAll(makeAtOnce(domain)))
                    .compose(held -> untilBothWait(other))));
    await(Future.join(made).otherwiseEmpty());

    assertThat(made.stream().filter(Future::succeeded)).hasSize(1);
    assertThat(
            parley.database.queryText(
                "SELECT count(*) FROM webhook WHERE domain_id = '" + domain + "'"))
        .isEqualTo("20");
  }

  /** Two, since the fixture's pool has no more to spare. */
  private static List<Future<WebhookView>> makeAtOnce(UUID domain) {
    WebhookRequest.Create one = new WebhookRequest.Create(domain, receiver.url("/many"), MESSAGES);
    return List.of(
        parley.bus.request(Addresses.WEBHOOK_CREATE, one),
        parley.bus.request(Addresses.WEBHOOK_CREATE, one));
  }

  private static Future<Boolean> untilBothWait(SqlConnection other) {
    String waiting =
        """
        SELECT count(DISTINCT pid) = 2 AS both FROM pg_locks
        WHERE NOT granted AND pid IN (
          SELECT pid FROM pg_locks
          WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;
    return Rounds.until(
        () ->
            other
                .query(waiting)
                .execute()
                .map(rows -> Optional.of(rows.iterator().next().getBoolean("both")))
                .map(both -> both.filter(yes -> yes)));
  }

  private static void say(UUID domain, int messages) {
    await(
        Future.all(
            IntStream.range(0, messages)
                .mapToObj(
                    i ->
                        parley.bus.request(
                            Addresses.CHAT_TURN,
                            new Turn(domain, new VisitorSecret("visitor-" + i), "Hi " + i)))
                .toList()));
  }

  private static WebhookView show(WebhookView webhook) {
    return await(
        parley.bus.request(
            Addresses.WEBHOOK_SHOW, new WebhookRequest.Show(webhook.domainId(), webhook.id())));
  }

  private static void change(WebhookView webhook, Optional<String> url, Optional<Boolean> enabled) {
    await(
        parley.bus.request(
            Addresses.WEBHOOK_CHANGE,
            new WebhookRequest.Change(
                webhook.domainId(), webhook.id(), url, Optional.empty(), enabled)));
  }

  private static WebhookDelivery only(WebhookView webhook) {
    List<WebhookDelivery> deliveries = parley.deliveries(webhook);
    assertThat(deliveries).hasSize(1);
    return deliveries.get(0);
  }

  private static WebhookDelivery awaitState(WebhookView webhook, String state) {
    List<WebhookDelivery> found = new ArrayList<>();
    eventually(
        () -> {
          assertThat(only(webhook).state()).isEqualTo(state);
          found.add(only(webhook));
        });
    return found.get(found.size() - 1);
  }

  private static Received received(String path, String type) {
    return receiver.received(path).stream()
        .filter(it -> it.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> contents(String path) {
    return receiver.received(path).stream()
        .map(it -> it.json().getJsonObject("data").getString("content"))
        .toList();
  }

  private static boolean is(Received received, WebhookDelivery delivery) {
    return received.id().equals(delivery.id().toString());
  }

  private static boolean signed(Received received, String secret) {
    long timestamp = Long.parseLong(received.headers().get("webhook-timestamp"));
    String expected = Signature.of(List.of(secret), received.id(), timestamp, received.body());
    return List.of(received.headers().get("webhook-signature").split(" ")).contains(expected);
  }

  private static void eventually(ThrowingRunnable assertion) {
    waitAtMost(Duration.ofSeconds(30)).untilAsserted(assertion);
  }
}
