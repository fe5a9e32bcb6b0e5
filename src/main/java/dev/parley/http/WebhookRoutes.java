package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.WebhookEvents;
import dev.parley.bus.WebhookRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /admin/domains/{domain}/webhooks}: where a domain's events go. */
final class WebhookRoutes {

  private static final String ALL = "/admin/domains/:domainId/webhooks";
  private static final String ONE = ALL + "/:webhookId";
  private static final String SECRET = ONE + "/secret";
  private static final String PING = ONE + "/ping";

  private final AdminDesk desk;

  /** The body of a creation. */
  private record Creation(Optional<String> url, Optional<List<String>> events) {}

  /** The body of a change. */
  private record Alteration(
      Optional<String> url, Optional<List<String>> events, Optional<Boolean> enabled) {}

  WebhookRoutes(AdminDesk desk) {
    this.desk = desk;
  }

  void mountOn(Router router) {
    router.post(ALL).handler(this::create);
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(desk.otherMethods("GET, POST"));
    router.get(ONE).handler(this::show);
    router.patch(ONE).handler(this::change);
    router.delete(ONE).handler(this::remove);
    router.route(ONE).handler(desk.otherMethods("GET, PATCH, DELETE"));
    router.post(SECRET).handler(this::rotate);
    router.route(SECRET).handler(desk.otherMethods("POST"));
    router.post(PING).handler(this::ping);
    router.route(PING).handler(desk.otherMethods("POST"));
  }

  private void create(RoutingContext context) {
    desk.create(
        context,
        Addresses.WEBHOOK_CREATE,
        body -> {
          Creation it = AdminBody.read(body, Creation.class);
          return new WebhookRequest.Create(
              AdminRequest.domainId(context),
              AdminBody.required("url", it.url()),
              it.events().orElse(WebhookEvents.ALL));
        },
        made -> path(made.domainId(), made.id()),
        WebhookViews::secret);
  }

  private void list(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.WEBHOOK_LIST,
        () -> {
          AdminRequest.requireOnly(context, "limit", "cursor");
          return new WebhookRequest.ListAll(
              AdminRequest.domainId(context),
              AdminRequest.optionalId(context, "cursor"),
              AdminRequest.limit(context));
        },
        WebhookViews::webhooks);
  }

  private void show(RoutingContext context) {
    desk.ask(
        context,
        Addresses.WEBHOOK_SHOW,
        () -> new WebhookRequest.Show(AdminRequest.domainId(context), id(context)),
        WebhookViews::webhook);
  }

  private void change(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.WEBHOOK_CHANGE,
        body -> {
          Alteration it = AdminBody.read(body, Alteration.class);
          return new WebhookRequest.Change(
              AdminRequest.domainId(context), id(context), it.url(), it.events(), it.enabled());
        },
        WebhookViews::webhook);
  }

  private void remove(RoutingContext context) {
    desk.remove(
        context,
        Addresses.WEBHOOK_REMOVE,
        () -> new WebhookRequest.Remove(AdminRequest.domainId(context), id(context)));
  }

  private void rotate(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.WEBHOOK_ROTATE,
        body ->
            new WebhookRequest.Rotate(
                AdminRequest.domainId(context), id(context), Rotation.hours(body)),
        WebhookViews::secret);
  }

  private void ping(RoutingContext context) {
    desk.create(
        context,
        Addresses.WEBHOOK_PING,
        body -> new WebhookRequest.Ping(AdminRequest.domainId(context), id(context)),
        it -> path(it.domainId(), it.webhookId()) + "/deliveries/" + it.id(),
        WebhookViews::delivery);
  }

  private static String path(UUID domainId, UUID webhookId) {
    return "/admin/domains/" + domainId + "/webhooks/" + webhookId;
  }

  static UUID id(RoutingContext context) {
    return AdminRequest.id(context, "webhookId");
  }
}
