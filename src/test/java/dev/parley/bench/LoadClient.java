package dev.parley.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Arrays;

/**
 * Puts load on a server, and prints what came of it: {@code LoadClient MODE NAME=VALUE…}, as {@code
 * scripts/lib/bench} calls it. Exits 1 when the load could not be put on.
 */
public final class LoadClient {

  private static final int MOST_CONNECTIONS = 4_000;

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
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
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
      default -> Future.failedFuture("there is no mode " + mode);
    };
  }

  private Future<Void> closedLoop() {
    int connections = settings.number("connections");
    Duration warmUp = settings.seconds("warm-up");
    Measured measured = new Measured(System.nanoTime() + warmUp.toNanos());
    ChatServer server = new ChatServer(vertx, settings.url(), connections);
    return new ClosedLoop(
            server, settings.turns(), measured, warmUp.plus(settings.seconds("seconds")))
        .run(connections)
        .onSuccess(over -> measured.print(System.out));
  }

  private Future<Void> openLoop() {
    Duration warmUp = settings.seconds("warm-up");
    Measured measured = new Measured(System.nanoTime() + warmUp.toNanos());
    ChatServer server = new ChatServer(vertx, settings.url(), MOST_CONNECTIONS);
    OpenLoop load = new OpenLoop(server, settings.turns(), measured);
    return load.run(
            new Metronome(context, settings.number("rate")),
            warmUp.plus(settings.seconds("seconds")))
        .onSuccess(
            over -> {
              measured.print(System.out);
              System.out.println("open.most\t" + load.mostOpen());
            });
  }
}
