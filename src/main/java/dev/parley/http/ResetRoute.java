package dev.parley.http;

import dev.parley.bus.ParleyClient;
import dev.parley.bus.ResetVisitor;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * {@code POST /api/visitor/reset}: the visitor signs out. His secret is a stranger's from then on,
 * and he is given a new one; both whether he was known or not.
 */
final class ResetRoute {

  private static final String PATH = "/api/visitor/reset";

  private final ParleyClient client;
  private final BodyCollector bodies;
  private final Origins origins;
  private final HttpMetrics metrics;
  private final Problems problems;

  ResetRoute(
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
        .map(body -> asked(request, body))
        .compose(asked -> origins.admit(context, asked.domainId()).map(asked))
        .compose(asked -> client.reset(asked.domainId(), asked.visitor()))
        .compose(
            reset -> {
              Visitors.issue(request.response());
              return NoContent.send(request);
            })
        .recover(failure -> problems.send(request, Problems.of(failure)))
        .onComplete(over -> metrics.answered(HttpMetrics.Kind.RESET, request.response()));
  }

  private static ResetVisitor asked(HttpServerRequest request, Buffer body) {
    VisitorBody fields = VisitorBody.read(body, Set.of());
    VisitorSecret visitor = fields.knownVisitor(request);
    return new ResetVisitor(fields.domainId(), visitor);
  }
}
