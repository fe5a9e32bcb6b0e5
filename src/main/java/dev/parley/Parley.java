package dev.parley;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.ShuttingDown;
import dev.parley.database.Database;
import dev.parley.database.DatabaseArrival;
import dev.parley.database.DatabaseUrl;
import dev.parley.database.DatabaseWatch;
import dev.parley.database.EmbeddedPostgres;
import dev.parley.database.Migrations;
import dev.parley.database.WhileAway;
import dev.parley.domain.DemoDomain;
import dev.parley.settings.Settings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Parley, whole: the way up, from settings through the database to the verticles, and the way down.
 * Thread-safe; several may live in one process.
 */
public final class Parley {

  /** A PostgreSQL that is asked nicely for 30 s, and then less nicely. */
  static final Duration POSTGRES_STEP = Duration.ofSeconds(70);

  private final Settings settings;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WayDown wayDown = new WayDown();

  /** Empty where the database is the embedded one. */
  private final Optional<DatabaseUrl> given;

  private final Optional<Future<EmbeddedPostgres>> postgres;
  private final Vertx vertx;
  private final Verticles verticles;
  private final Promise<Void> opened = Promise.promise();
  private final Future<Verticles.Ports> up;

  /** Fails while visitors are not served. */
  private volatile Supplier<Future<Void>> check = () -> Future.failedFuture("Parley starts");

  private Future<Void> down;

  /** Begins the way up. */
  Parley(Settings settings) {
    this.settings = settings;
    this.given = given(settings.database().url()); // before there is anything to be stopped
    String adminToken = AdminToken.find(settings.management(), settings.home());
    this.postgres = isEmbedded() ? Optional.of(startPostgres()) : Optional.empty();
    this.vertx = Metrics.vertx(meters);
    wayDown.add("Vert.x", WayDown.STEP, vertx::close);
    // What is still under way there needs Vert.x, and may open what is to be closed before.
    wayDown.add("The way up", isEmbedded() ? POSTGRES_STEP : WayDown.STEP, opened::future);
    BusCodecs.register(vertx.eventBus());
    this.verticles = new Verticles(vertx, settings, meters, wayDown);
    Future<Integer> operators = verticles.deployManagement(adminToken, () -> check.get());
    Future<Database> pool = url().compose(this::migrate).compose(this::openPool);
    Future<Integer> visitors = pool.compose(this::populate).onComplete(open -> opened.complete());
    this.up =
        Future.all(operators, visitors)
            .map(both -> new Verticles.Ports(visitors.result(), operators.result()))
            .compose(this::announce)
            .onSuccess(ports -> check = pool.result()::serves);
  }

  /**
   * Starts it.
   *
   * @return itself, when it serves. Fails with a {@link dev.parley.settings.StartException} for a
   *     reason that the operator can mend; what was started is stopped then
   */
  public static Future<Parley> start(Settings settings) {
    Parley parley;
    try {
      parley = new Parley(settings);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    return parley.ready();
  }

  /** A future without a context, since a failed start ends with Vert.x closed. */
  Future<Parley> ready() {
    Promise<Parley> ready = Promise.promise();
    up.onComplete(
        ports -> ready.complete(this), cause -> stop().onComplete(stopped -> ready.fail(cause)));
    return ready.future();
  }

  /** The visitors' port, once it serves. */
  public int port() {
    return up.result().http();
  }

  /** The operators' port, once it serves. */
  public int managementPort() {
    return up.result().management();
  }

  /** Which database it is, for the log: without a password. */
  String database() {
    return given.map(DatabaseUrl::toString).orElseGet(() -> "its own, in " + settings.home());
  }

  /**
   * Deploys a verticle beside ours, which may use the bus as {@code dev.parley.bus} says. On the
   * way down it is undeployed first.
   *
   * @return its deployment id
   */
  public Future<String> deploy(Deployable verticle) {
    return vertx
        .deployVerticle(verticle)
        .onSuccess(id -> wayDown.add("A further verticle", WayDown.STEP, () -> vertx.undeploy(id)));
  }

  /**
   * Stops it: no new turns; those that run are finished within {@code shutdown.grace}; all is
   * stored; the embedded database is stopped last. A start that is under way is broken off.
   */
  public synchronized Future<Void> stop() {
    if (down == null) {
      Instant deadline = Instant.now().plus(settings.shutdown().grace());
      new Bus(vertx).publish(Addresses.SHUTTING_DOWN, new ShuttingDown(deadline));
      down = wayDown.take();
    }
    return down;
  }

  private Future<DatabaseUrl> url() {
    return given
        .map(Future::succeededFuture)
        .orElseGet(() -> postgres.orElseThrow().map(EmbeddedPostgres::url));
  }

  private static Optional<DatabaseUrl> given(String url) {
    return url.isEmpty() ? Optional.empty() : Optional.of(DatabaseUrl.parse(url));
  }

  private Future<EmbeddedPostgres> startPostgres() {
    Future<EmbeddedPostgres> start =
        OwnThread.call("postgres-start", () -> EmbeddedPostgres.start(settings.home()));
    wayDown.add(
        "PostgreSQL",
        POSTGRES_STEP,
        () ->
            start.transform(
                started -> started.failed() ? Future.succeededFuture() : stop(started.result())));
    return start;
  }

  private static Future<Void> stop(EmbeddedPostgres postgres) {
    return OwnThread.run("postgres-stop", postgres::close);
  }

  private Future<DatabaseUrl> migrate(DatabaseUrl url) {
    if (wayDown.hasBegun()) {
      return Future.failedFuture(WayDown.GOES_DOWN);
    }
    return WhileAway.again(
            vertx, () -> arrival(url).compose(there -> new Migrations(url).run(vertx)))
        .map(url);
  }

  /** The embedded one has answered already, but may have died since. */
  private Future<Void> arrival(DatabaseUrl url) {
    return isEmbedded() ? revive() : new DatabaseArrival(vertx, url).await();
  }

  private Future<Database> openPool(DatabaseUrl url) {
    if (wayDown.hasBegun()) {
      return Future.failedFuture(WayDown.GOES_DOWN);
    }
    Database database = Database.open(vertx, url, settings.database());
    wayDown.add("The pool", WayDown.STEP, database::close);
    watch(database, url);
    return Future.succeededFuture(database);
  }

  /** A database that goes away is the operator's to bring back, unless it is the embedded one. */
  private void watch(Database database, DatabaseUrl url) {
    DatabaseWatch watch = new DatabaseWatch(vertx, database, url, this::revive);
    wayDown.add("The watch", WayDown.STEP, watch::stop);
    watch.start(meters);
  }

  private Future<Void> revive() {
    return postgres
        .map(start -> OwnThread.run("postgres-revive", start.result()::revive))
        .orElse(Future.succeededFuture());
  }

  /** With the verticles and the demo at once, since neither asks for the other. */
  private Future<Integer> populate(Database database) {
    Future<Void> demo = installDemo(database);
    Future<Integer> port = verticles.deploy(database);
    return Future.join(demo, port).compose(both -> port);
  }

  /** Whoever brings his own database brings his own domains. */
  private Future<Void> installDemo(Database database) {
    return isEmbedded()
        ? WhileAway.again(vertx, () -> new DemoDomain(database.pool()).install())
        : Future.succeededFuture();
  }

  private boolean isEmbedded() {
    return given.isEmpty();
  }

  /** Tells the scripts where it is. */
  private Future<Verticles.Ports> announce(Verticles.Ports ports) {
    RunningFile running = RunningFile.of(settings, ports);
    wayDown.add("The running file", WayDown.STEP, () -> OwnThread.run("farewell", running::remove));
    return vertx.executeBlocking(
        () -> {
          running.write();
          return ports;
        });
  }

  /** Runs it until the process is told to end; or answers {@code --help} or {@code --version}. */
  public static void main(String[] arguments) {
    CommandLine.answer(arguments, System.out, System.err)
        .ifPresentOrElse(System::exit, () -> new Main().run());
  }
}
