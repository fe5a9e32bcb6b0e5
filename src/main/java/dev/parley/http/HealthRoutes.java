package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.Supplier;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: it can serve visitors. Whoever
 * balances the load may ask by {@code HEAD} or {@code OPTIONS}, as HAProxy does, and takes any
 * success for up: so these are answered as {@code GET} is.
 */
final class HealthRoutes {

  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);

  private static final String METHODS = "GET, HEAD";

  private final HealthChecks checks;
  private final Problems problems;
  private boolean goingDown;

  HealthRoutes(Vertx vertx, Supplier<Future<Void>> databaseCheck, Problems problems) {
    this.problems = problems;
    this.checks =
        HealthChecks.create(vertx)
            .register(
                "database",
                CHECK_TIMEOUT.toMillis(),
                outcome -> databaseCheck.get().map(Status.OK()).onComplete(outcome))
            .register(
                "running", outcome -> outcome.complete(goingDown ? Status.KO() : Status.OK()));
  }

  /** The process is going down: whoever balances the load sends nobody here. */
  void notReady() {
    goingDown = true;
  }

  void mountOn(Router router) {
    mount(router, "/health/live", context -> send(context, 200, new JsonObject()));
    mount(router, "/health/ready", this::ready);
  }

  private void mount(Router router, String path, Handler<RoutingContext> health) {
    router.get(path).handler(health);
    router.head(path).handler(health);
    router
        .options(path)
        .handler(
            context -> {
              context.response().putHeader(HttpHeaders.ALLOW, METHODS + ", OPTIONS");
              health.handle(context);
            });
    router.route(path).handler(problems.otherMethods(METHODS));
  }

  private void ready(RoutingContext context) {
    checks.checkStatus().onSuccess(result -> send(context, result)).onFailure(context::fail);
  }

  /** Which check failed is said, but not why: an exception's text is for the log. */
  private static void send(RoutingContext context, CheckResult result) {
    JsonObject json = new JsonObject();
    result.getChecks().stream()
        .sorted(Comparator.comparing(CheckResult::getId))
        .forEach(check -> json.put(check.getId(), word(CheckResult.isUp(check))));
    send(context, CheckResult.isUp(result) ? 200 : 503, json);
  }

  private static void send(RoutingContext context, int status, JsonObject checks) {
    JsonObject json = new JsonObject().put("status", word(status == 200)).put("checks", checks);
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(json.toBuffer());
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
