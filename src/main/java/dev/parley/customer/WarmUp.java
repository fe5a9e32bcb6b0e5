package dev.parley.customer;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connections for turns and has their statement planned, before the first turn comes. A
 * process that has just started is slow, and the more so on a machine that is busy: without it, all
 * who come first wait together for what then takes longer than a turn may. Not thread-safe.
 */
final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** A database that is away then keeps nobody from starting. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** No turn and no answer: it stores nothing. */
  private static final Tuple NOTHING = Batch.nothing();

  private WarmUp() {}

  /** Completes when they are warm, or cannot be now; never fails. */
  static Future<Void> of(Collection<Lane> lanes) {
    List<Future<Void>> warm = lanes.stream().map(WarmUp::of).toList();
    return Future.join(warm).mapEmpty();
  }

  /** The same, of one. */
  static Future<Void> of(Lane lane) {
    return lane.execute(TurnQueries.STORE_BATCH_QUIETLY, NOTHING, PATIENCE)
        .onFailure(cause -> LOG.debug("a lane stays cold", cause))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
