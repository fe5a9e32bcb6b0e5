package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.DomainRequest;
import io.vertx.core.buffer.Buffer;
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

  private final AdminDesk desk;

  /** The body of a rotation; there need not be one. */
  private record Rotation(Optional<Integer> validHours) {}

  SecretRoutes(AdminDesk desk) {
    this.desk = desk;
  }

  void mountOn(Router router) {
    router.get(PATH).handler(this::show);
    router.post(PATH).handler(this::rotate);
    router.route(PATH).handler(desk.otherMethods("GET, POST"));
  }

  private void show(RoutingContext context) {
    desk.ask(
        context,
        Addresses.DOMAIN_SECRETS,
        () -> new DomainRequest.ShowSecrets(AdminRequest.domainId(context)),
        PlainViews::secrets);
  }

  private void rotate(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.DOMAIN_SECRET_ROTATE,
        DomainRequest.RotateSecret.PATIENCE,
        body ->
            new DomainRequest.RotateSecret(
                AdminRequest.domainId(context), validHours(body).orElse(USUAL_HOURS)),
        PlainViews::secrets);
  }

  private static Optional<Integer> validHours(Buffer body) {
    return body.length() == 0
        ? Optional.empty()
        : AdminBody.read(body, Rotation.class).validHours();
  }
}
