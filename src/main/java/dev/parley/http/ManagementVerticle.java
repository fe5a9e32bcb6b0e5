package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.PrivacyRequest;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.ManagementSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The operators' side, on a port of its own: health, metrics, administration. One instance.
 * Administration asks the bus, as any verticle could.
 */
public final class ManagementVerticle extends VerticleBase {

  /** As the metrics name it. */
  private static final String SIDE = "operators";

  private static final String ADMIN = "/admin/*";

  /** A knowledge base's article is the largest that comes. */
  private static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_CONNECTIONS = 1_000;

  /** Longer than the longest answer may be waited for. */
  private static final Duration IDLE_TIMEOUT = PrivacyRequest.PATIENCE.plusMinutes(1);

  private final ManagementSettings settings;
  private final String adminToken;
  private final PrometheusMeterRegistry registry;
  private final Supplier<Future<Void>> databaseCheck;

  private Connections connections;
  private BodyCollector bodies;
  private volatile HttpServer server;

  /**
   * @param settings where to listen; the token is not taken from here, for it may come from a file
   * @param adminToken the bearer token of the admin routes
   * @param registry what {@code /metrics} shows
   * @param databaseCheck fails when the database does not serve
   */
  public ManagementVerticle(
      ManagementSettings settings,
      String adminToken,
      PrometheusMeterRegistry registry,
      Supplier<Future<Void>> databaseCheck) {
    this.settings = settings;
    this.adminToken = adminToken;
    this.registry = registry;
    this.databaseCheck = databaseCheck;
  }

  /** The port that it listens on, once deployed. Thread-safe. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    connections =
        new Connections(
            vertx,
            new ConnectionPlaces(MOST_CONNECTIONS, MOST_CONNECTIONS, AddressRanges.NONE),
            REQUEST_TIMEOUT,
            registry,
            SIDE);
    bodies = new BodyCollector(MAX_BODY_BYTES, BodyMemory.ofHeap(registry, SIDE));
    Problems problems = new Problems(vertx);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(settings.host())
                    .setPort(settings.port())
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setIdleTimeout(Math.toIntExact(IDLE_TIMEOUT.toSeconds())))
            .connectionHandler(connections::accept)
            .requestHandler(router(problems))
            .invalidRequestHandler(problems.malformed());
    return server.listen();
  }

  private Router router(Problems problems) {
    Bus bus = new Bus(vertx);
    HealthRoutes health = new HealthRoutes(vertx, databaseCheck, problems);
    bus.listen(Addresses.SHUTTING_DOWN, down -> health.notReady());
    Router router = Router.router(vertx);
    problems.installOn(router);
    health.mountOn(router);
    new MetricsRoute(vertx, registry, problems).mountOn(router);
    new DocumentRoutes(vertx, problems).mountOn(router);
    new AdminLog(System::nanoTime).watch(router, ADMIN);
    new BearerToken(adminToken, problems).guard(router, ADMIN);
    AdminDesk desk = new AdminDesk(bus, bodies, problems);
    new DomainRoutes(desk).mountOn(router);
    new SecretRoutes(desk).mountOn(router);
    new KnowledgeRoutes(desk).mountOn(router);
    new CustomerRoutes(desk).mountOn(router);
    new ReadingRoutes(desk).mountOn(router);
    new WebhookRoutes(desk).mountOn(router);
    new DeliveryRoutes(desk).mountOn(router);
    new PrivacyRoutes(desk, new ExportReply(bus, bodies, problems)).mountOn(router);
    return router;
  }

  @Override
  public Future<?> stop() {
    return server.close().onComplete(closed -> connections.close());
  }
}
