package dev.parley.customer;

import dev.parley.bus.AnswerRated;
import dev.parley.bus.Failure;
import dev.parley.bus.RateAnswer;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;

/** Stores what visitors think of their answers. Not thread-safe. */
final class Ratings {

  private final Enquiries enquiries;

  Ratings(Enquiries enquiries) {
    this.enquiries = enquiries;
  }

  /**
   * Fails with {@link Failure#NOT_FOUND} alike for no turn, for one of somebody else, and for an
   * answer that did not end well.
   */
  Future<AnswerRated> rate(RateAnswer request) {
    Tuple parameters =
        Tuple.of(
            Ids.next(request.turnId()),
            Buffer.buffer(request.visitor().sha256()),
            request.rating().label());
    return enquiries
        .ask(SqlQueries.RATE_ANSWER, parameters)
        .compose(
            rated ->
                rated.rowCount() == 1
                    ? Future.succeededFuture(new AnswerRated(request.turnId()))
                    : Future.failedFuture(Failure.NOT_FOUND.because("no such turn")));
  }
}
