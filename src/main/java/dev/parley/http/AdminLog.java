package dev.parley.http;

import dev.parley.logging.Audit;
import dev.parley.logging.LogPace;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what operators change, and, at most once a second, who was turned away: from where,
 * what, and how it was answered. Never a body or a query, for an address or a secret may be in
 * them. Belongs to one event loop.
 */
final class AdminLog {

  private static final Logger LOG = LoggerFactory.getLogger(AdminLog.class);

  /** RFC 9110, section 9.2.1: they change nothing. */
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** No path of ours is longer, unless an article's name is. */
  private static final int MOST_CHARS = 200;

  private final LogPace turnedAway;

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  AdminLog(LongSupplier clock) {
    this.turnedAway = new LogPace(clock);
  }

  /** To be called before the token is asked for. */
  void watch(Router router, String path) {
    router
        .route(path)
        .handler(
            context -> {
              context.addEndHandler(end -> answered(context, end));
              context.next();
            });
  }

  private void answered(RoutingContext context, AsyncResult<Void> end) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    boolean told =
        response.getStatusCode() == 401 ? turnedAway.mayTell() : !SAFE.contains(request.method());
    if (told) {
      LOG.info(
          Audit.MARKER,
          "[Admin] {} {} from {}: {}{}",
          request.method(),
          shown(request.path()),
          request.connection().remoteAddress().hostAddress(),
          outcome(response, end),
          made(response).map(it -> ", " + it).orElse(""));
    }
  }

  private static String shown(String path) {
    return Terminal.line(path.length() > MOST_CHARS ? path.substring(0, MOST_CHARS) + "…" : path);
  }

  private static String outcome(HttpServerResponse response, AsyncResult<Void> end) {
    if (end.succeeded()) {
      return Integer.toString(response.getStatusCode());
    }
    return response.headWritten() ? response.getStatusCode() + ", broken off" : "hung up first";
  }

  /** Where the thing is that was made. */
  private static Optional<String> made(HttpServerResponse response) {
    return Optional.ofNullable(response.headers().get(HttpHeaders.LOCATION));
  }
}
