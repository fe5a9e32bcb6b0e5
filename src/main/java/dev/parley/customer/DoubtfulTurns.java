package dev.parley.customer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns that were refused while they were under way: the database may have taken them all the
 * same, and nobody asks the bot for their answers. Those that are found get an answer that is
 * interrupted, so that a retry takes it up, or nobody waits for it. Not thread-safe.
 */
final class DoubtfulTurns {

  private static final Logger LOG = LoggerFactory.getLogger(DoubtfulTurns.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What was sent so long ago does not come any more, whatever the network does. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(60);

  /** Of a statement. */
  private static final int MOST_ROWS = 1_000;

  /** Beyond it the oldest are forgotten: a retry takes them up all the same, only later. */
  private static final int MOST = 20_000;

  private final Vertx vertx;
  private final Lane lane;
  private final Consumer<UUID> over;
  private final Duration longestWay;

  /** With the time at which each was refused; the oldest first. */
  private final Map<UUID, Long> doubtful = new LinkedHashMap<>();

  private boolean looking;

  /**
   * @param lane carries nothing else
   * @param over told of each turn that needs not be minded any more
   */
  DoubtfulTurns(Vertx vertx, Lane lane, Consumer<UUID> over) {
    this(vertx, lane, over, LONGEST_WAY);
  }

  /**
   * @param longestWay after which what was sent does not come any more
   */
  DoubtfulTurns(Vertx vertx, Lane lane, Consumer<UUID> over, Duration longestWay) {
    this.vertx = vertx;
    this.lane = lane;
    this.over = over;
    this.longestWay = longestWay;
  }

  /** Looks from now on, whenever there is something to look for. */
  void watch() {
    vertx.setPeriodic(LOOK_EVERY.toMillis(), timer -> look());
  }

  void add(UUID turnId) {
    doubtful.put(turnId, System.nanoTime());
    if (doubtful.size() > MOST) {
      forget(doubtful.keySet().iterator().next());
    }
  }

  /**
   * Looks once. Completes when what was found is closed, or when that cannot be known now; never
   * fails.
   */
  Future<Void> look() {
    if (looking || doubtful.isEmpty()) {
      return Future.succeededFuture();
    }
    looking = true;
    return look(doubtful.keySet().stream().limit(MOST_ROWS).toList())
        .onComplete(done -> looking = false)
        .otherwiseEmpty();
  }

  private Future<Void> look(List<UUID> wanted) {
    long begun = System.nanoTime();
    return lane.execute(SqlQueries.CLOSE_DOUBTFUL, Tuple.of(wanted.toArray(UUID[]::new)), PATIENCE)
        .transform(
            looked ->
                looked.succeeded()
                    ? looked(wanted, looked.result(), begun)
                    : halve(wanted, looked.cause(), begun));
  }

  private Future<Void> looked(List<UUID> wanted, RowSet<Row> found, long begun) {
    found.forEach(row -> forget(row.getUUID("id")));
    return minded(wanted, begun);
  }

  /** One row that is refused must not cost the others; nor is it minded for ever. */
  private Future<Void> halve(List<UUID> wanted, Throwable cause, long begun) {
    if (!DatabaseFailure.of(cause).mayBeOfOneRow()) {
      LOG.debug("cannot look for refused turns now", cause);
      return Future.succeededFuture();
    }
    if (wanted.size() == 1) {
      LOG.debug("cannot look for refused turn {}", wanted.get(0), cause);
      return minded(wanted, begun);
    }
    int half = wanted.size() / 2;
    return look(wanted.subList(0, half)).compose(done -> look(wanted.subList(half, wanted.size())));
  }

  /** Those that were looked for and are not found are looked for again, unless it is too late. */
  private Future<Void> minded(List<UUID> wanted, long begun) {
    for (UUID turnId : wanted) {
      Long refused = doubtful.get(turnId);
      if (refused != null && begun - refused > longestWay.toNanos()) {
        forget(turnId);
      } else if (refused != null) {
        // Behind those that were not looked for yet.
        doubtful.remove(turnId);
        doubtful.put(turnId, refused);
      }
    }
    return Future.succeededFuture();
  }

  private void forget(UUID turnId) {
    doubtful.remove(turnId);
    over.accept(turnId);
  }
}
