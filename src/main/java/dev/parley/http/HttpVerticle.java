package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.ParleyClient;
import dev.parley.settings.HttpSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * The visitors' side: wires the routes. Deploy one instance per event loop; the instances of one
 * deployment share the port, also one that the system chose (port 0).
 */
public final class HttpVerticle extends VerticleBase {

  /** As the metrics name it. */
  static final String SIDE = "visitors";

  /** A free port that the instances of one deployment share, as Vert.x has it. */
  private static final int SHARED_FREE_PORT = -1;

  /** Connections that wait to be accepted; the kernel may allow fewer. */
  private static final int BACKLOG = 4_096;

  private final HttpSettings settings;
  private final Limits limits;
  private final MeterRegistry meters;

  private ParleyClient client;
  private Connections connections;
  private BodyCollector bodies;
  private BodyCollector chats;
  private OpenTurns turns;
  private HttpMetrics metrics;
  private volatile HttpServer server;

  /**
   * @param settings where to listen, and the bounds of a request
   * @param limits shared by all instances
   * @param meters where turns are counted
   */
  public HttpVerticle(HttpSettings settings, Limits limits, MeterRegistry meters) {
    this.settings = settings;
    this.limits = limits;
    this.meters = meters;
  }

  /** The port that it listens on, once deployed. Thread-safe. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    client = ParleyClient.create(vertx);
    connections =
        new Connections(vertx, limits.connections(), settings.requestTimeout(), meters, SIDE);
    bodies = new BodyCollector(settings.maxBodyBytes(), limits.bodies());
    chats = new BodyCollector(AiSdkRoute.MAX_BODY_BYTES, limits.bodies());
    turns = new OpenTurns(vertx, settings.keepAlive());
    metrics = new HttpMetrics(meters, turns::answers);
    new Bus(vertx).listen(Addresses.SHUTTING_DOWN, down -> turns.refuse(down.deadline()));
    LoopLag lag = new LoopLag(task -> context.runOnContext(round -> task.run()), System::nanoTime);
    LoadShedding shedding = new LoadShedding(lag, System::nanoTime);
    EarlyRefusals refusals = new EarlyRefusals(shedding, turns, metrics);
    Problems problems = new Problems(vertx);
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(it -> connections.accept(it).ifPresent(refusals::guard))
            .requestHandler(router(problems, shedding))
            .invalidRequestHandler(problems.malformed());
    return server.listen();
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        // Nobody writes from another thread: so no connection needs a queue, 5 KiB each, for it.
        .setStrictThreadMode(true)
        .setHost(settings.host())
        .setPort(settings.port() == 0 ? SHARED_FREE_PORT : settings.port())
        .setHttp2ClearTextEnabled(false)
        // There are no WebSockets: without these, nothing looks for them in each message.
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setAcceptBacklog(BACKLOG)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.toIntExact(settings.idleTimeout().toMillis()));
  }

  private Router router(Problems problems, LoadShedding shedding) {
    Router router = Router.router(vertx);
    problems.installOn(router);
    Handler<RoutingContext> requests = limits.requests(problems);
    Bus bus = new Bus(vertx);
    DomainPolicies policies = new DomainPolicies(vertx, bus);
    Origins origins = new Origins(bus, policies, problems);
    Visitors visitors = new Visitors(limits, policies, shedding);
    AnswerStreams streams = new AnswerStreams(turns, metrics, problems);
    TurnRoute turn = new TurnRoute(client, bodies, origins, visitors, streams);
    turn.mountFirst(router, requests);
    router.route("/api/*").handler(requests);
    origins.installOn(router);
    turn.mountOn(router, problems);
    new ResumeRoute(client, origins, visitors, streams).mountOn(router, problems);
    new StopRoute(client, bodies, origins, metrics, problems).mountOn(router);
    new HistoryRoute(client, visitors, limits.bodies(), metrics, problems).mountOn(router);
    new ResetRoute(client, bodies, origins, metrics, problems).mountOn(router);
    new CodeRoutes(client, bodies, origins, visitors, metrics, problems).mountOn(router);
    new AiSdkRoute(client, chats, visitors, streams).mountOn(router, problems);
    new AiSdkResumeRoute(client, visitors, streams).mountOn(router, problems);
    new PublicSettingsRoute(policies, problems).mountOn(router);
    new FeedbackRoute(client, bodies, origins, visitors, problems).mountOn(router);
    new WidgetRoutes(problems).mountOn(router);
    new HomeRoute(settings.demo(), policies, problems).mountOn(router);
    if (settings.demo()) {
      new DemoEventsRoute(vertx, settings.keepAlive(), problems).mountOn(router);
    }
    return router;
  }

  /** Takes no more turns, waits for those that run until their deadline, then closes. */
  @Override
  public Future<?> stop() {
    return turns
        .drain()
        .eventually(() -> server.close())
        .eventually(() -> client.close())
        .onComplete(
            closed -> {
              connections.close();
              metrics.close();
            });
  }
}
