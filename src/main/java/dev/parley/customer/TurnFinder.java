package dev.parley.customer;

import dev.parley.bus.Failure;
import dev.parley.bus.FindLatestTurn;
import dev.parley.bus.FindTurn;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/**
 * Finds a visitor's turns, and a verified one those of his customer's room. Whether there is none,
 * or it is somebody else's, looks the same. Not thread-safe.
 */
final class TurnFinder {

  private final Enquiries enquiries;

  TurnFinder(Enquiries enquiries) {
    this.enquiries = enquiries;
  }

  Future<TurnOpened> find(FindTurn request) {
    return enquiries
        .ask(
            SqlQueries.FIND_TURN,
            Tuple.of(
                request.turnId(), Buffer.buffer(request.visitor().sha256()), request.onlyOwn()))
        .compose(TurnFinder::first);
  }

  Future<TurnOpened> findLatest(FindLatestTurn request) {
    return enquiries
        .ask(
            SqlQueries.FIND_LATEST_TURN,
            Tuple.of(
                request.domainId(), Buffer.buffer(request.visitor().sha256()), request.keyPrefix()))
        .compose(TurnFinder::first);
  }

  private static Future<TurnOpened> first(RowSet<Row> rows) {
    for (Row row : rows) {
      return Future.succeededFuture(FoundTurn.of(row));
    }
    return Future.failedFuture(Failure.NOT_FOUND.because("no such turn"));
  }
}
