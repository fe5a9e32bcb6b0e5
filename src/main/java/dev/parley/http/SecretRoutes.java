package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.DomainRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code /admin/domains/{domain}/secret}: by which a site vouches for its visitors; {@code GET}
 * shows it, {@code POST} makes a new one.
 */
final class SecretRoutes {

  private static final String PATH = "/admin/domains/:domainId/secret";

  private final AdminDesk desk;

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
            new DomainRequest.RotateSecret(AdminRequest.domainId(context), Rotation.hours(body)),
        PlainViews::secrets);
  }
}
