package dev.parley.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

/**
 * Puts load on a server, and prints what came of it: {@code LoadClient MODE NAME=VALUE…}, as {@code
 * scripts/lib/bench} calls it. Exits 1 when the load could not be put on.
 */
public final class LoadClient {

  private static final int MOST_CONNECTIONS = 4_000;
  private static final int WARMING_VISITORS = 64;

  /** So many connections as a slow moment opens at a fixed rate. */
  private static final int WARMING_CROWD = 256;

  private static final Duration GENTLE = Duration.ofSeconds(8);
  private static final Duration LEAD_IN = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Context context;
  private final LoadSettings settings;

  private LoadClient(Vertx vertx, LoadSettings settings) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    LoadSettings settings = LoadSettings.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    LoadClient client = new LoadClient(vertx, settings);
    Promise<Void> over = Promise.promise();
    client.context.runOnContext(begun -> client.run(arguments[0]).onComplete(over));
    over.future()
        .onFailure(Throwable::printStackTrace)
        .onComplete(end -> System.exit(end.succeeded() ? 0 : 1));
    Thread.currentThread().join();
  }

  private Future<Void> run(String mode) {
    return switch (mode) {
      case "closed" -> closedLoop();
      case "open" -> openLoop();
      case "streams" -> manyStreams();
      case "stalled" -> stalledReaders();
      case "paced" -> pacedAnswers();
      case "telltale" -> telltale();
      case "overload" -> overload();
      case "attack" -> attack();
      default -> Future.failedFuture("there is no mode " + mode);
    };
  }

  private Future<Void> closedLoop() {
    Measured measured = new Measured(System.nanoTime() + warmUp().toNanos());
    return converse(settings.turns(), settings.number("connections"), measured, warmUpAndLength())
        .onSuccess(over -> measured.print(System.out));
  }

  /**
   * Warmed up by a closed loop, so that it begins with nothing left over, and then by some seconds
   * of its own: what is compiled for large batches is compiled again for small ones. The first of
   * them are at a quarter of the rate: else the compilers, this client's before all, leave so
   * little of two processors that the server cannot but refuse.
   */
  private Future<Void> openLoop() {
    Measured measured = new Measured(Long.MAX_VALUE);
    ChatServer server = server(MOST_CONNECTIONS);
    Turns turns = settings.turns();
    int rate = settings.number("rate");
    OpenLoop load = new OpenLoop(server, turns, measured);
    return new ClosedLoop(server, turns, measured, warmUp())
        .run(WARMING_CROWD)
        .compose(
            warm ->
                new OpenLoop(server, turns, measured)
                    .run(new Metronome(context, rate / 4.0), GENTLE))
        .compose(
            warm -> {
              measured.begin(LEAD_IN);
              return load.run(
                  new Metronome(context, rate), LEAD_IN.plus(settings.seconds("seconds")));
            })
        .onSuccess(
            over -> {
              measured.print(System.out);
              System.out.println("open.most\t" + load.mostOpen());
            });
  }

  /** Warmed up with answers of the domain {@code warm-domain}, which are short. */
  private Future<Void> manyStreams() {
    int streams = settings.number("streams");
    Turns turns = settings.turns();
    ManyStreams load = new ManyStreams(server(streams), turns, Duration.ofSeconds(1));
    return converse(
            turns.in(settings.text("warm-domain")),
            WARMING_VISITORS,
            new Measured(Long.MAX_VALUE),
            warmUp())
        .compose(warm -> load.run(context, streams, settings.number("rate")))
        .onSuccess(over -> load.print(System.out));
  }

  private Future<Void> stalledReaders() {
    StalledReaders readers = new StalledReaders(settings.url(), settings.turns());
    return vertx.executeBlocking(
        () -> {
          readers.run(settings.number("clients"), settings.seconds("seconds"), System.out);
          return null;
        });
  }

  private Future<Void> pacedAnswers() {
    int visitors = settings.number("connections");
    PacedModel model =
        new PacedModel(
            vertx, Duration.ofMillis(settings.number("pace")), settings.number("tokens"));
    PacedAnswers load =
        new PacedAnswers(server(visitors), settings.turns(), warmUp(), settings.seconds("seconds"));
    return model
        .listen(settings.number("model-port"))
        .compose(listening -> load.run(visitors))
        .onSuccess(over -> load.print(System.out));
  }

  /** Warmed up by strangers of the same kind, one after the other. */
  private Future<Void> telltale() {
    Telltale strangers = new Telltale(server(1), settings.turns());
    int each = settings.number("strangers");
    return strangers
        .run(each)
        .compose(warm -> strangers.run(each))
        .onSuccess(over -> strangers.print(System.out));
  }

  private Future<Void> overload() {
    ChatServer server = server(MOST_CONNECTIONS);
    Turns turns = settings.turns().by(Overload.CROWD);
    Overload load =
        new Overload(
            context, server, turns, settings.number("visitors"), settings.seconds("seconds"));
    return load.run(warmUp()).onSuccess(over -> load.print(System.out));
  }

  private Future<Void> attack() {
    Attack attack =
        new Attack(settings.url().getPort(), UUID.fromString(settings.text("domain")), System.out);
    return vertx.executeBlocking(
        () -> {
          attack.run(
              settings.text("attacker"), settings.number("clients"), settings.seconds("seconds"));
          return null;
        });
  }

  private Future<Void> converse(Turns turns, int visitors, Measured measured, Duration length) {
    return new ClosedLoop(server(visitors), turns, measured, length).run(visitors);
  }

  private ChatServer server(int connections) {
    return new ChatServer(vertx, settings.url(), connections);
  }

  private Duration warmUp() {
    return settings.seconds("warm-up");
  }

  private Duration warmUpAndLength() {
    return warmUp().plus(settings.seconds("seconds"));
  }
}
