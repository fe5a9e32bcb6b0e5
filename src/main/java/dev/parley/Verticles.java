package dev.parley;

import dev.parley.bot.BotVerticle;
import dev.parley.customer.CustomerVerticle;
import dev.parley.database.Database;
import dev.parley.domain.DomainVerticle;
import dev.parley.http.HttpVerticle;
import dev.parley.http.Limits;
import dev.parley.http.ManagementVerticle;
import dev.parley.mail.MailVerticle;
import dev.parley.privacy.PrivacyVerticle;
import dev.parley.settings.Settings;
import dev.parley.webhook.WebhookVerticle;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Which verticles there are, and in which order they start: who is asked before who asks. The way
 * down is the reverse. The operators' one starts before all others, and before there is a database:
 * whoever starts a process asks from then on whether it lives, and whether it is ready.
 */
record Verticles(Vertx vertx, Settings settings, PrometheusMeterRegistry meters, WayDown wayDown) {

  /** Where they listen. */
  record Ports(int http, int management) {}

  /**
   * The operators' one.
   *
   * @param adminToken the bearer token of the admin routes
   * @param check fails while visitors are not served
   * @return where it listens
   */
  Future<Integer> deployManagement(String adminToken, Supplier<Future<Void>> check) {
    ManagementVerticle management =
        new ManagementVerticle(settings.management(), adminToken, meters, check);
    return deploy("management", 1, () -> management)
        .recover(operators()::explain)
        .map(done -> management.port());
  }

  /**
   * All others.
   *
   * @return where visitors are served
   */
  Future<Integer> deploy(Database database) {
    Limits limits = new Limits(settings.limits(), settings.http().trustedProxies(), meters);
    Instances<HttpVerticle> http = new Instances<>(() -> http(limits));
    return deploy("domain", 1, () -> new DomainVerticle(database.pool()))
        .compose(done -> deploy("privacy", 1, () -> privacy(database)))
        .compose(done -> deployMail())
        .compose(done -> deploy("customer", 1, () -> customer(database)))
        .compose(done -> deploy("webhook", 1, () -> webhook(database)))
        .compose(done -> deploy("bot", EventLoops.COUNT, () -> bot(database)))
        .compose(done -> deploy("http", EventLoops.COUNT, http).recover(visitors()::explain))
        .map(done -> http.first().port());
  }

  private CustomerVerticle customer(Database database) {
    boolean isAlone = settings.database().url().isEmpty(); // the embedded database is ours alone
    return new CustomerVerticle(
        database.connector(),
        database.intake(),
        isAlone,
        settings.turns(),
        settings.mail(),
        settings.logging(),
        meters);
  }

  private Future<Void> deployMail() {
    return settings.mail().isOn() ? deploy("mail", 1, this::mail) : Future.succeededFuture();
  }

  private MailVerticle mail() {
    return new MailVerticle(settings.mail(), settings.shutdown().grace(), meters);
  }

  /** An answer takes as long as the model may, and the bot that speaks in its place after that. */
  private PrivacyVerticle privacy(Database database) {
    return new PrivacyVerticle(
        database.pool(), settings.retention().every(), settings.model().timeout().multipliedBy(2));
  }

  private BotVerticle bot(Database database) {
    int connections = settings.database().poolSize();
    return new BotVerticle(database.pool(), connections, settings.bot(), settings.model(), meters);
  }

  private WebhookVerticle webhook(Database database) {
    return new WebhookVerticle(database.pool(), settings.webhooks(), meters);
  }

  private HttpVerticle http(Limits limits) {
    return new HttpVerticle(settings.http(), limits, meters);
  }

  /** A way down that comes meanwhile waits for it: Vert.x closes nothing well that is opening. */
  private Future<Void> deploy(String name, int instances, Supplier<? extends Deployable> verticle) {
    if (wayDown.hasBegun()) {
      return Future.failedFuture(WayDown.GOES_DOWN);
    }
    Future<String> deployment =
        vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances));
    wayDown.add(
        "The " + name + " verticle",
        settings.shutdown().grace().plus(WayDown.STEP),
        () ->
            deployment.transform(
                id -> id.succeeded() ? vertx.undeploy(id.result()) : Future.succeededFuture()));
    return deployment.mapEmpty();
  }

  private Listener visitors() {
    return new Listener("http", settings.http().host(), settings.http().port());
  }

  private Listener operators() {
    return new Listener("management", settings.management().host(), settings.management().port());
  }

  /** Makes the instances of a verticle, and remembers the first one, which knows the port. */
  private static final class Instances<V> implements Supplier<V> {

    private final Supplier<V> constructor;
    private V first;

    Instances(Supplier<V> constructor) {
      this.constructor = constructor;
    }

    @Override
    public synchronized V get() {
      V made = constructor.get();
      first = first == null ? made : first;
      return made;
    }

    synchronized V first() {
      return first;
    }
  }
}
