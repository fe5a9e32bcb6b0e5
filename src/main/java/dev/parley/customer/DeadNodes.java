package dev.parley.customer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what processes left that died, or could not say farewell to the database: their answers
 * become interrupted, with the text that was kept. A process is gone when its lock is free at two
 * looks: one that lost its connection has it again by the second. Any number of processes may do
 * this at once. Not thread-safe.
 */
final class DeadNodes {

  private static final Logger LOG = LoggerFactory.getLogger(DeadNodes.class);

  /**
   * When it looks.
   *
   * @param every how often
   * @param again how long after it saw that a lock is free; eight times what a living process waits
   *     before it connects again
   * @param patience with a look; without an answer by then, its connection is taken for dead, and
   *     the next look has another one
   */
  record Rhythm(Duration every, Duration again, Duration patience) {

    static final Rhythm USUAL =
        new Rhythm(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(3));
  }

  /** With the closing of one, which may have left much: what the lane's sessions must allow. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long the connection of a process that was killed may outlive it: 3 s in all. */
  private static final int MOST_ROUNDS_ALONE = 30;

  private static final Duration PAUSE_ALONE = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Lane lane;
  private final IntSupplier node;
  private final Rhythm rhythm;

  private boolean looking;

  /**
   * @param lane carries nothing else
   * @param node the process's own node, which may change
   * @param rhythm when it looks
   */
  DeadNodes(Vertx vertx, Lane lane, IntSupplier node, Rhythm rhythm) {
    this.vertx = vertx;
    this.lane = lane;
    this.node = node;
    this.rhythm = rhythm;
  }

  /** Looks now, and from now on. */
  void watch() {
    look();
    vertx.setPeriodic(rhythm.every().toMillis(), timer -> look());
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    suspects()
        .compose(suspects -> suspects.isEmpty() ? Future.succeededFuture() : lookAgain(suspects))
        .onFailure(cause -> LOG.debug("cannot look after other nodes now", cause))
        .onComplete(done -> looking = false);
  }

  private Future<Void> lookAgain(Set<Integer> suspects) {
    return vertx
        .timer(rhythm.again().toMillis(), TimeUnit.MILLISECONDS)
        .compose(over -> suspects())
        .compose(
            again -> {
              again.retainAll(suspects);
              return close(again);
            });
  }

  /**
   * Closes all other nodes at once: for a process that has the database for itself. Completes when
   * there is none, or none that can be closed now.
   */
  Future<Void> closeAll() {
    return closeAll(0)
        .onFailure(cause -> LOG.warn("What the last process left cannot be closed now", cause))
        .otherwiseEmpty();
  }

  private Future<Void> closeAll(int round) {
    return nodes(SqlQueries.OTHER_NODES)
        .compose(
            others ->
                others.isEmpty() || round == MOST_ROUNDS_ALONE
                    ? Future.succeededFuture()
                    : pauseAfter(round)
                        .compose(over -> close(others))
                        .compose(done -> closeAll(round + 1)));
  }

  /** Nobody else is there: who was not closed at once has a connection that is about to go. */
  private Future<?> pauseAfter(int round) {
    return round == 0
        ? Future.succeededFuture()
        : vertx.timer(PAUSE_ALONE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Set<Integer>> suspects() {
    return nodes(SqlQueries.SUSPECT_NODES);
  }

  private Future<Set<Integer>> nodes(String sql) {
    return lane.execute(sql, Tuple.of(node.getAsInt()), rhythm.patience())
        .map(
            rows -> {
              Set<Integer> ids = new HashSet<>();
              rows.forEach(row -> ids.add(row.getInteger("id")));
              return ids;
            });
  }

  /** One after the other. */
  private Future<Void> close(Set<Integer> dead) {
    Future<Void> closed = Future.succeededFuture();
    for (Integer id : dead) {
      closed = closed.compose(done -> close(id));
    }
    return closed;
  }

  private Future<Void> close(Integer id) {
    return lane.execute(SqlQueries.CLOSE_NODE, Tuple.of(id), PATIENCE)
        .onSuccess(rows -> log(id, rows))
        .mapEmpty();
  }

  private static void log(Integer id, RowSet<Row> rows) {
    Row closed = rows.iterator().next();
    if (closed.getBoolean("is_closed")) {
      LOG.info("Node {} is gone; interrupted answers: {}", id, closed.getLong("answers"));
    }
  }
}
