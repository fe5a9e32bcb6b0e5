package dev.parley.http;

import dev.parley.bus.CodeRequested;
import dev.parley.bus.Failure;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.RequestCode;
import dev.parley.bus.VerifyCode;
import dev.parley.bus.VisitorSecret;
import dev.parley.email.EmailAddress;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /api/visitor/code} mails a code to an address, {@code POST /api/visitor/verify} takes
 * it: so a visitor proves himself. What is answered tells nothing of the address. A page that may
 * ask can read what is wrong with the rest of its body once the domain is known.
 */
final class CodeRoutes {

  private static final String CODE = "/api/visitor/code";
  private static final String VERIFY = "/api/visitor/verify";

  /** Whatever is wrong with it. RFC 9110, section 11.6.1, asks for the header. */
  private static final Problem WRONG_CODE =
      Problem.of(401, "The code is wrong, or no longer good. Ask for a new one if need be.")
          .withHeader("WWW-Authenticate", "Bearer");

  private final ParleyClient client;
  private final BodyCollector bodies;
  private final Origins origins;
  private final Visitors visitors;
  private final HttpMetrics metrics;
  private final Problems problems;

  /** Does what the body asks for. */
  private interface Step {
    Future<Void> take(HttpServerRequest request, VisitorBody asked);
  }

  CodeRoutes(
      ParleyClient client,
      BodyCollector bodies,
      Origins origins,
      Visitors visitors,
      HttpMetrics metrics,
      Problems problems) {
    this.client = client;
    this.bodies = bodies;
    this.origins = origins;
    this.visitors = visitors;
    this.metrics = metrics;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.post(CODE).handler(it -> handle(it, HttpMetrics.Kind.CODE, "email", 202, this::request));
    router.route(CODE).handler(problems.otherMethods("POST"));
    router
        .post(VERIFY)
        .handler(it -> handle(it, HttpMetrics.Kind.VERIFY, "code", 204, this::verify));
    router.route(VERIFY).handler(problems.otherMethods("POST"));
  }

  private void handle(
      RoutingContext context, HttpMetrics.Kind kind, String field, int status, Step step) {
    HttpServerRequest request = context.request();
    bodies
        .collect(request)
        .map(body -> VisitorBody.read(body, Set.of(field)))
        .compose(asked -> origins.admit(context, asked.domainId()).map(asked))
        .compose(asked -> step.take(request, asked))
        .compose(done -> NoContent.send(request, status))
        .recover(failure -> problems.send(request, Problems.of(failure)))
        .onComplete(over -> metrics.answered(kind, request.response()));
  }

  private Future<Void> request(HttpServerRequest request, VisitorBody asked) {
    String email = EmailAddress.parseMailable(asked.text("email")).typed();
    Optional<VisitorSecret> known = asked.visitor(request);
    return visitors
        .code(
            request,
            asked.domainId(),
            known,
            () -> {
              VisitorSecret visitor = known.orElseGet(() -> Visitors.issue(request.response()));
              return client.requestCode(new RequestCode(asked.domainId(), visitor, email));
            })
        .map(CodeRequested::retryAfter)
        .compose(visitors::unlessAddressWaits);
  }

  private Future<Void> verify(HttpServerRequest request, VisitorBody asked) {
    VerifyCode code =
        new VerifyCode(asked.domainId(), asked.knownVisitor(request), asked.text("code"));
    return visitors
        .known(asked.domainId())
        .compose(domain -> visitors.small(code.visitor(), () -> client.verify(code)))
        .recover(CodeRoutes::wrongCode);
  }

  private static Future<Void> wrongCode(Throwable failure) {
    return Future.failedFuture(
        Failure.of(failure) == Failure.UNPROVEN ? WRONG_CODE.asException() : failure);
  }
}
