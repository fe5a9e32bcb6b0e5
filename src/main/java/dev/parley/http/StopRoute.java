package dev.parley.http;

import dev.parley.bus.ParleyClient;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /api/bot/stream/{turn}/stop}: the visitor presses stop. Answered when the answer is
 * over; a body is read and ignored. Costs no turn, and is taken on the way down too: whoever hears
 * an answer can end it.
 */
final class StopRoute {

  static final String PATH = TurnRoute.PATH + "/" + NamedTurn.VARIABLE + "/stop";

  private final ParleyClient client;
  private final BodyCollector bodies;
  private final Origins origins;
  private final HttpMetrics metrics;
  private final Problems problems;

  StopRoute(
      ParleyClient client,
      BodyCollector bodies,
      Origins origins,
      HttpMetrics metrics,
      Problems problems) {
    this.client = client;
    this.bodies = bodies;
    this.origins = origins;
    this.metrics = metrics;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.post(PATH).handler(this::handle);
    router.route(PATH).handler(problems.otherMethods("POST"));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    bodies
        .collect(request)
        .compose(ignored -> stop(context))
        .compose(stopped -> NoContent.send(request))
        .recover(failure -> problems.send(request, Problems.of(failure)))
        .onComplete(over -> metrics.answered(HttpMetrics.Kind.STOP, request.response()));
  }

  private Future<Void> stop(RoutingContext context) {
    NamedTurn turn = NamedTurn.of(context);
    return origins
        .admit(context, turn)
        .compose(admitted -> client.stop(turn.turnId(), turn.visitor()))
        .recover(NamedTurn::notFound);
  }
}
