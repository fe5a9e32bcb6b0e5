package dev.parley.webhook;

import static dev.parley.testing.Await.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.bus.WebhookDelivery;
import dev.parley.bus.WebhookEvents;
import dev.parley.bus.WebhookRequest;
import dev.parley.bus.WebhookView;
import dev.parley.customer.CustomerVerticle;
import dev.parley.database.Connector;
import dev.parley.database.Intake;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.TurnSettings;
import dev.parley.settings.WebhookSettings;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestMail;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Who stores turns, on a database of its own, and as many who send events as a test wants. */
final class WebhookFixture implements AutoCloseable {

  static final WebhookSettings SETTINGS =
      new WebhookSettings(
          AddressRanges.parse("127.0.0.1"),
          Duration.ofSeconds(2),
          4,
          6,
          Duration.ofMillis(10),
          Duration.ofMillis(20));

  private static final TurnSettings TURNS =
      new TurnSettings(2, 128, 4096, Duration.ofMillis(100), Duration.ofSeconds(9));

  final TestDatabase database = TestDatabase.create();
  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Bus bus;
  final Pool pool;

  WebhookFixture() {
    BusCodecs.register(vertx.eventBus());
    bus = new Bus(vertx);
    pool = database.pool(vertx);
    await(
        vertx.deployVerticle(
            new CustomerVerticle(
                Connector.to(database.connectOptions()),
                new Intake(),
                false,
                TURNS,
                TestMail.NONE,
                new LoggingSettings("INFO", false),
                meters)));
  }

  /** One who sends. Returns its deployment. */
  String deploy() {
    return deploy(SETTINGS);
  }

  String deploy(WebhookSettings settings) {
    return await(vertx.deployVerticle(new WebhookVerticle(pool, settings, meters)));
  }

  String deploy(Function<Vertx, Lookup> lookups, HttpClientOptions tls) {
    return await(vertx.deployVerticle(new WebhookVerticle(pool, SETTINGS, meters, lookups, tls)));
  }

  void undeploy(String deployment) {
    await(vertx.undeploy(deployment));
  }

  UUID domain() {
    UUID id = UUID.randomUUID();
    database.execute("INSERT INTO domain (id, name) VALUES ('%s', 'test')".formatted(id));
    return id;
  }

  WebhookView webhook(UUID domain, String url) {
    return webhook(domain, url, WebhookEvents.ALL);
  }

  WebhookView webhook(UUID domain, String url, List<String> events) {
    return await(
        bus.request(Addresses.WEBHOOK_CREATE, new WebhookRequest.Create(domain, url, events)));
  }

  TurnOpened say(UUID domain, String visitor, String message) {
    return await(
        bus.request(Addresses.CHAT_TURN, new Turn(domain, new VisitorSecret(visitor), message)));
  }

  void answer(TurnOpened turn, String text) {
    await(
        bus.request(Addresses.CHAT_ANSWER, new FinishedAnswer(turn, text, AnswerStatus.COMPLETE)));
  }

  /** Newest first. */
  List<WebhookDelivery> deliveries(WebhookView webhook) {
    return await(
            bus.request(
                Addresses.WEBHOOK_DELIVERIES,
                new WebhookRequest.ListDeliveries(
                    webhook.domainId(), webhook.id(), Optional.empty(), Optional.empty(), 500)))
        .items();
  }

  @Override
  public void close() {
    await(Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList()));
    await(pool.close());
    await(vertx.close());
    database.close();
  }
}
