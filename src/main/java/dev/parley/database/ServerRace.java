package dev.parley.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One connection from the first of several servers that gives one. They are asked in order, each as
 * soon as the one before has failed, or has not answered for a while: so a machine that is gone
 * costs that while, and not a connect time-out. What comes from the others after that is closed.
 * Runs on its context. Used once.
 *
 * @param <C> the kind of connection
 */
final class ServerRace<C> {

  /** Beyond it, the next one is asked as well. */
  static final Duration HEAD_START = Duration.ofMillis(250);

  /** Opens a connection, and fails when its server will not do. */
  interface Opening<C> {
    Future<C> open(ServerAddress server);
  }

  /** What came of it. */
  record Won<C>(ServerAddress server, C connection) {}

  private final Context context;
  private final Vertx vertx;
  private final Duration headStart;
  private final Deque<ServerAddress> waiting;
  private final Opening<C> opening;
  private final Consumer<C> closing;
  private final Promise<Won<C>> won;
  private final List<String> failures = new ArrayList<>();
  private int running;

  /**
   * @param servers at least one
   * @param closing what is done to a connection that comes too late
   */
  ServerRace(
      Context context,
      Duration headStart,
      Collection<ServerAddress> servers,
      Opening<C> opening,
      Consumer<C> closing) {
    this.context = context;
    this.vertx = context.owner();
    this.headStart = headStart;
    this.waiting = new ArrayDeque<>(servers);
    this.opening = opening;
    this.closing = closing;
    this.won = ((ContextInternal) context).promise();
  }

  /** Fails with what each of them said, in one line, when none gives a connection. */
  Future<Won<C>> run() {
    context.runOnContext(begun -> askNext());
    return won.future();
  }

  private void askNext() {
    if (waiting.isEmpty() || won.future().isComplete()) {
      return;
    }
    ServerAddress server = waiting.poll();
    running++;
    long timer = vertx.setTimer(headStart.toMillis(), id -> onContext(this::askNext));
    Future.succeededFuture(server)
        .compose(opening::open) // what it throws is a failure like any other
        .onComplete(
            connection -> onContext(() -> opened(server, connection, timer)),
            cause -> onContext(() -> failed(server, cause, timer)));
  }

  private void onContext(Runnable step) {
    context.runOnContext(there -> step.run());
  }

  private void opened(ServerAddress server, C connection, long timer) {
    running--;
    vertx.cancelTimer(timer);
    if (!won.tryComplete(new Won<>(server, connection))) {
      closing.accept(connection);
    }
  }

  private void failed(ServerAddress server, Throwable cause, long timer) {
    running--;
    failures.add(server + ": " + cause.getMessage());
    if (vertx.cancelTimer(timer)) {
      askNext();
    }
    if (running == 0 && waiting.isEmpty()) {
      won.tryFail(
          VertxException.noStackTrace("no server will do: " + String.join(" | ", failures)));
    }
  }
}
