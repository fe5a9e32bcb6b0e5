package dev.parley.http;

import dev.parley.bus.Bus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * {@code GET /demo/events}: what this process does for the demo's domain, as server-sent events, to
 * whoever looks at the demo. Addresses are masked, and no id is whole. Only where {@code http.demo}
 * is on.
 */
final class DemoEventsRoute {

  private static final String PATH = "/demo/events";

  private static final Problem TOO_MANY =
      Problem.retry(503, Duration.ofSeconds(30), "Too many are watching. Try again later.");

  private final DemoWatchers watchers;
  private final Problems problems;

  DemoEventsRoute(Vertx vertx, Duration keepAlive, Problems problems) {
    this.watchers = new DemoWatchers(vertx, new Bus(vertx), keepAlive);
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(PATH).handler(this::handle);
    router.route(PATH).handler(problems.otherMethods("GET"));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (watchers.isFull()) {
      problems.send(request, TOO_MANY);
      return;
    }
    HttpServerResponse response = request.response();
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no")
        .putHeader("X-Content-Type-Options", "nosniff");
    watchers.add(response);
  }
}
