package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainSecrets;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code /admin/domains/{domain}/secret}: by which a site vouches for its visitors; {@code GET}
 * shows it, {@code POST} makes a new one.
 */
final class SecretRoutes {

  private static final String PATH = "/admin/domains/:domainId/secret";

  /** Time enough to bring the new one to every server of a site. */
  private static final int USUAL_HOURS = 24;

  private final Bus bus;
  private final BodyCollector bodies;
  private final Problems problems;

  /** The body of a rotation; there need not be one. */
  private record Rotation(Optional<Integer> validHours) {}

  SecretRoutes(Bus bus, BodyCollector bodies, Problems problems) {
    this.bus = bus;
    this.bodies = bodies;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(PATH).handler(this::show);
    router.post(PATH).handler(this::rotate);
    router.route(PATH).handler(problems.otherMethods("GET, POST"));
  }

  private void show(RoutingContext context) {
    answer(
        context,
        Future.succeededFuture()
            .map(begun -> new DomainRequest.ShowSecrets(AdminRequest.domainId(context)))
            .compose(it -> bus.request(Addresses.DOMAIN_SECRETS, it)));
  }

  private void rotate(RoutingContext context) {
    answer(
        context,
        bodies
            .collect(context.request())
            .map(
                body ->
                    body.length() == 0
                        ? new Rotation(Optional.empty())
                        : AdminBody.read(body, Rotation.class))
            .map(
                it ->
                    new DomainRequest.RotateSecret(
                        AdminRequest.domainId(context), it.validHours().orElse(USUAL_HOURS)))
            .compose(it -> bus.request(Addresses.DOMAIN_SECRET_ROTATE, it)));
  }

  private void answer(RoutingContext context, Future<DomainSecrets> secrets) {
    secrets
        .onSuccess(it -> AdminReply.send(context.request(), 200, it, PlainViews::secrets))
        .onFailure(failure -> problems.send(context.request(), Problems.of(failure)));
  }
}
