package dev.parley;

import dev.parley.customer.CustomerVerticle;
import dev.parley.database.Database;
import dev.parley.settings.Settings;
import dev.parley.settings.StartException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.function.Supplier;

/**
 * Which verticles there are, and in which order they start: who is asked before who asks. The way
 * down is the reverse.
 *
 * @param adminToken the bearer token of the admin routes
 */
record Verticles(
    Vertx vertx,
    Settings settings,
    Database database,
    PrometheusMeterRegistry meters,
    String adminToken,
    WayDown wayDown) {

  /** Where they listen. */
  record Ports(int http, int management) {}

  Future<Ports> deploy() {
    return deploy("customer", 1, this::customer)
        .map(done -> new Ports(settings.http().port(), settings.management().port()));
  }

  private CustomerVerticle customer() {
    return new CustomerVerticle(database.session(), settings.turns(), settings.logging(), meters);
  }

  private Future<Void> deploy(String name, int instances, Supplier<? extends Deployable> verticle) {
    return vertx
        .deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
        .onSuccess(
            id ->
                wayDown.add(
                    "The " + name + " verticle",
                    settings.shutdown().grace().plus(WayDown.STEP),
                    () -> vertx.undeploy(id)))
        .<Void>mapEmpty()
        .recover(cause -> Future.failedFuture(explain(name, cause)));
  }

  private static Throwable explain(String name, Throwable cause) {
    return cause instanceof BindException
        ? new StartException("The " + name + " port cannot be opened: " + cause.getMessage(), cause)
        : cause;
  }
}
