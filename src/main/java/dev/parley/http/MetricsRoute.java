package dev.parley.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /metrics}, in Prometheus' text format. */
final class MetricsRoute {

  private static final String PATH = "/metrics";

  private final Vertx vertx;
  private final PrometheusMeterRegistry registry;
  private final Problems problems;

  MetricsRoute(Vertx vertx, PrometheusMeterRegistry registry, Problems problems) {
    this.vertx = vertx;
    this.registry = registry;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(PATH).handler(this::scrape);
    router.route(PATH).handler(problems.otherMethods("GET"));
  }

  /** On a worker: it takes milliseconds, which an event loop does not have. */
  private void scrape(RoutingContext context) {
    vertx
        .executeBlocking(registry::scrape)
        .onSuccess(
            text ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .end(text))
        .onFailure(context::fail);
  }
}
