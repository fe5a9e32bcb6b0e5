package dev.parley.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what operators change, and who was turned away: from where, what, and how it was
 * answered. Never a body or a query, for an address or a secret may be in them.
 */
final class AdminLog {

  private static final Logger LOG = LoggerFactory.getLogger(AdminLog.class);

  /** RFC 9110, section 9.2.1: they change nothing. */
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private AdminLog() {}

  /** To be called before the token is asked for. */
  static void watch(Router router, String path) {
    router
        .route(path)
        .handler(
            context -> {
              context.addEndHandler(end -> answered(context, end));
              context.next();
            });
  }

  private static void answered(RoutingContext context, AsyncResult<Void> end) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    int status = response.getStatusCode();
    if (SAFE.contains(request.method()) && status != 401) {
      return;
    }
    LOG.info(
        "[Admin] {} from {}: {}{}",
        request.method() + " " + request.path(),
        request.connection().remoteAddress().hostAddress(),
        end.succeeded() ? status : "gone before the answer",
        made(response).map(it -> ", " + it).orElse(""));
  }

  /** Where the thing is that was made. */
  private static Optional<String> made(HttpServerResponse response) {
    return Optional.ofNullable(response.headers().get(HttpHeaders.LOCATION));
  }
}
