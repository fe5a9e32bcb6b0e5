package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.ResetVisitor;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code POST /api/visitor/reset}: the visitor signs out. His secret is a stranger's from then on,
 * and he is given a new one; both whether he was known or not.
 */
final class ResetRoute {

  private static final String PATH = "/api/visitor/reset";
  private static final int MAX_DEPTH = 32;
  private static final JsonBody JSON = new JsonBody(MAX_DEPTH);

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

  private ResetVisitor asked(HttpServerRequest request, Buffer body) {
    Body fields = new Body();
    JSON.read(body, fields::field);
    VisitorSecret visitor = fields.visitor(request);
    return new ResetVisitor(
        Uuids.parse("domainId", JsonBody.required("domainId", fields.domainId)), visitor);
  }

  /** What the body says; unknown fields are skipped. */
  private static final class Body {

    private String domainId;
    private String anonymousId;

    void field(JsonParser json, String name) throws IOException {
      switch (name) {
        case "domainId" -> domainId = JsonBody.text(json, name, domainId);
        case "anonymousId" -> anonymousId = JsonBody.optionalText(json, name, anonymousId);
        default -> json.skipChildren();
      }
    }

    /** In the body or in the header, and in both the same. */
    VisitorSecret visitor(HttpServerRequest request) {
      return Visitors.said(
              Optional.ofNullable(anonymousId).map(VisitorSecret::new), Visitors.header(request))
          .orElseThrow(() -> new InvalidFieldException("anonymousId", "is missing"));
    }
  }
}
