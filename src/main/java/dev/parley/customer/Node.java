package dev.parley.customer;

import dev.parley.database.Connector;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the other processes know this one by: an id on which it holds a lock as long as it lives.
 * When the connection is lost it is opened again, with the same id if nobody took that for dead
 * meanwhile; turns never wait for that, and bear the id that was held last. Not thread-safe.
 */
final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private static final Duration RECONNECT_AFTER = Duration.ofMillis(250);
  private static final Duration KEEP_EVERY = Duration.ofSeconds(1);

  /** Written that often also when nothing changed: so a connection that is dead is noticed. */
  private static final Duration KEEP_AT_LEAST_EVERY = Duration.ofSeconds(10);

  /** For the database, before the connection is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** At the start, when the database was there a moment ago. */
  private static final int MOST_ATTEMPTS_AT_START = 40;

  /** No answer lasts over so many changes. */
  private static final int MOST_IDS = 8;

  private final Vertx vertx;
  private final Connector database;
  private final OpenTurns open;
  private final Ids ids;
  private final Handler<String> stopHeard;

  private Optional<NodeSession> session = Optional.empty();

  /** The newest first; none before the start. */
  private Integer[] borne = {};

  private boolean keeping;
  private boolean stopped;

  /** The oldest open turn when that was last written, and when; empty when none was open. */
  private Optional<UUID> kept = Optional.empty();

  private long keptAt;

  /**
   * @param open this process's turns
   * @param ids by which they get their ids
   * @param stopHeard called with the id of a turn whose answer is to be stopped
   */
  Node(Vertx vertx, Connector database, OpenTurns open, Ids ids, Handler<String> stopHeard) {
    this.vertx = vertx;
    this.database = database;
    this.open = open;
    this.ids = ids;
    this.stopHeard = stopHeard;
  }

  /** Completes when it has an id and the lock. */
  Future<Void> start() {
    return take(MOST_ATTEMPTS_AT_START)
        .onSuccess(taken -> vertx.setPeriodic(KEEP_EVERY.toMillis(), timer -> keep()));
  }

  private Future<Void> take(int attempts) {
    return patient(NodeSession.open(vertx, database, bound()))
        .map(this::hold)
        .recover(
            cause ->
                attempts <= 1
                    ? Future.failedFuture(cause)
                    : pause().compose(over -> take(attempts - 1)));
  }

  /** The id to write on what this process takes. To be asked after the start. */
  int id() {
    return borne[0];
  }

  /** That id, and those that it had before, as far as it matters. Not to be changed. */
  Integer[] ids() {
    return borne;
  }

  private Void hold(NodeSession opened) {
    if (stopped) {
      opened.close();
      return null;
    }
    if (borne.length > 0 && id() != opened.id()) {
      LOG.warn("Node {} was taken for dead and goes on as node {}", id(), opened.id());
    }
    bear(opened.id());
    session = Optional.of(opened);
    opened.onStop(stopHeard);
    opened.onLost(() -> lost(opened));
    return null;
  }

  private void bear(int taken) {
    borne =
        Stream.concat(Stream.of(taken), Stream.of(borne))
            .distinct()
            .limit(MOST_IDS)
            .toArray(Integer[]::new);
  }

  private void lost(NodeSession gone) {
    if (session.filter(gone::equals).isPresent()) {
      session = Optional.empty();
      gone.abandon();
      reconnect();
    }
  }

  private void reconnect() {
    pause()
        .onSuccess(
            over -> {
              if (!stopped) {
                patient(NodeSession.openAgain(vertx, database, id(), bound()))
                    .onSuccess(this::hold)
                    .onFailure(this::tryAgain);
              }
            });
  }

  private void tryAgain(Throwable cause) {
    LOG.debug("node {} has no connection", id(), cause);
    reconnect();
  }

  private Future<?> pause() {
    return vertx.timer(RECONNECT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What comes too late is closed. */
  private static Future<NodeSession> patient(Future<NodeSession> opening) {
    return opening
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> opening.onSuccess(NodeSession::close));
  }

  private void keep() {
    Optional<UUID> oldest = open.oldest(System.currentTimeMillis());
    boolean due =
        !oldest.equals(kept) || System.nanoTime() - keptAt >= KEEP_AT_LEAST_EVERY.toNanos();
    if (keeping || !due || session.isEmpty()) {
      return;
    }
    NodeSession current = session.get();
    keeping = true;
    current
        .keep(bound())
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(
            done -> {
              kept = oldest;
              keptAt = System.nanoTime();
            })
        .onFailure(cause -> lost(current))
        .onComplete(done -> keeping = false);
  }

  /** No turn before it is open, and none will be: ids ascend. */
  private UUID bound() {
    return open.oldest(System.currentTimeMillis()).orElseGet(ids::create);
  }

  /** Gives the id back. What is still open is closed by whoever comes next. */
  Future<Void> stop() {
    stopped = true;
    Optional<NodeSession> last = session;
    session = Optional.empty();
    return last.map(this::end).orElse(Future.succeededFuture());
  }

  private Future<Void> end(NodeSession last) {
    boolean isClean = open.oldest(System.currentTimeMillis()).isEmpty();
    return (isClean ? last.delete() : Future.<Void>succeededFuture())
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .recover(cause -> Future.succeededFuture())
        .eventually(last::close);
  }
}
