package dev.parley.http;

import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/**
 * A turn that a request names in its path, and who says that it is his. Whatever is wrong with the
 * one or the other is answered alike, byte for byte, so that nobody learns which turns there are.
 *
 * @param turnId the turn
 * @param visitor whose it is, as he says
 */
record NamedTurn(UUID turnId, VisitorSecret visitor) {

  /** As the router writes a path's variable. */
  static final String VARIABLE = ":turn";

  private static final Problem NO_SUCH_TURN =
      Problem.of(404, "There is no such turn of this visitor.");

  /**
   * What the path and the header say.
   *
   * @throws ProblemException 404 when one of them is missing or malformed
   */
  static NamedTurn of(RoutingContext context) {
    try {
      return new NamedTurn(
          Uuids.parse("turn", context.pathParam("turn")),
          new VisitorSecret(Visitors.header(context.request()).orElse("")));
    } catch (InvalidFieldException noOne) {
      throw NO_SUCH_TURN.asException();
    }
  }

  /** The same 404 for a turn that is not there. */
  static <T> Future<T> notFound(Throwable failure) {
    return Future.failedFuture(
        Failure.of(failure) == Failure.NOT_FOUND ? NO_SUCH_TURN.asException() : failure);
  }
}
