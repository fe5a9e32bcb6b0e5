package dev.parley.customer;

import dev.parley.database.Absence;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/**
 * While it is in doubt whether the database stores anything, writes what costs it least once a
 * second: the node's own row, as it is. For who answers that he is not ready is asked nothing, and
 * would never know that he is again. Not thread-safe.
 *
 * <p>A write that waits for a standby keeps its row locked, also when nobody waits for it any more:
 * so the next ones leave no further connections behind on the server, but end at once by the lock.
 */
final class StorageProbe {

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** For an answer of one who is there, beyond what it takes to connect. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Lane lane;
  private final IntSupplier node;
  private final Duration connecting;
  private final Duration patience;
  private final StorageTrouble trouble;

  private boolean probing;
  private boolean used;

  /**
   * @param lane carries nothing else, and is closed while there is no doubt
   * @param node the process's own node, which may change
   * @param connecting how long it may take to connect: one that is slow at it is there all the same
   * @param patience with a write: a turn's
   */
  StorageProbe(
      Vertx vertx,
      Lane lane,
      IntSupplier node,
      Duration connecting,
      Duration patience,
      StorageTrouble trouble) {
    this.vertx = vertx;
    this.lane = lane;
    this.node = node;
    this.connecting = connecting;
    this.patience = patience;
    this.trouble = trouble;
  }

  /** Probes from now on, whenever there is doubt. */
  void watch() {
    vertx.setPeriodic(EVERY.toMillis(), timer -> probe());
  }

  private void probe() {
    if (probing) {
      return;
    }
    if (trouble.isInDoubt()) {
      probing = true;
      used = true;
      look().onComplete(done -> probing = false);
    } else if (used) {
      used = false;
      lane.close();
    }
  }

  private Future<Void> look() {
    return lane.execute(SqlQueries.IS_THERE, Tuple.tuple(), connecting.plus(LOOK))
        .transform(
            looked -> {
              if (looked.succeeded()) {
                return write();
              }
              unseen(looked.cause());
              return Future.succeededFuture();
            });
  }

  private void unseen(Throwable cause) {
    if (Absence.isOutOfResources(cause) || Absence.isDamaged(cause)) { // no connection for us, say
      trouble.unconfirmed(cause);
    } else if (!(cause instanceof TimeoutException)) { // which says neither
      trouble.away();
    }
  }

  /** One that only reads is away, for whoever watches; the lane looks for another one. */
  private Future<Void> write() {
    return lane.execute(SqlQueries.TOUCH_NODE, Tuple.of(node.getAsInt()), patience)
        .transform(
            written -> {
              if (written.succeeded()) {
                settle(written.result().size());
              } else if (DatabaseFailure.isReadOnly(written.cause())) {
                trouble.away();
              } else {
                trouble.unconfirmed(told(written.cause()));
              }
              return Future.succeededFuture();
            });
  }

  /** A node that is gone is made anew by itself; nothing was written then. */
  private void settle(int rows) {
    if (rows > 0) {
      trouble.confirmed();
    }
  }

  /**
   * Nobody but this process touches its row, here and where it keeps its oldest turn: who holds it
   * is a write that is not confirmed.
   */
  private static Throwable told(Throwable cause) {
    return DatabaseFailure.of(cause) == DatabaseFailure.LOCKED
        ? new TimeoutException("the write before is not confirmed")
        : cause;
  }
}
