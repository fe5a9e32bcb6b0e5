package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.InvalidFieldException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /api/domain/{domainId}}: what a widget shows of a domain before anybody has said
 * anything. It may be kept for a minute.
 */
final class PublicSettingsRoute {

  static final String PATH = "/api/domain/:domainId";

  private final DomainPolicies policies;
  private final Problems problems;

  PublicSettingsRoute(DomainPolicies policies, Problems problems) {
    this.policies = policies;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(PATH).handler(this::handle);
    router.head(PATH).handler(this::handle);
    router.route(PATH).handler(problems.otherMethods("GET, HEAD"));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    policy(context)
        .onSuccess(policy -> send(request, policy))
        .onFailure(failure -> problems.send(request, Problems.of(failure)));
  }

  private Future<DomainPolicy> policy(RoutingContext context) {
    try {
      return policies.of(Uuids.parse("domainId", context.pathParam("domainId")));
    } catch (InvalidFieldException noOne) {
      return Future.failedFuture(Problems.NO_SUCH_DOMAIN.asException());
    }
  }

  private static void send(HttpServerRequest request, DomainPolicy policy) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("name", policy.name());
    settings.put("greeting", policy.greeting());
    settings.put("locale", policy.locale());
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=60")
        .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN)
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(Buffer.buffer(settings.toString()));
  }
}
