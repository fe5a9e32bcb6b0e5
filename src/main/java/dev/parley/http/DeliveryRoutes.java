package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.WebhookRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/**
 * {@code /admin/domains/{domain}/webhooks/{webhook}/deliveries}: what was sent to a webhook, or
 * waits; and once more.
 */
final class DeliveryRoutes {

  private static final String ALL = "/admin/domains/:domainId/webhooks/:webhookId/deliveries";
  private static final String ONE = ALL + "/:deliveryId";
  private static final String REPEAT = ONE + "/repeat";

  private final AdminDesk desk;

  DeliveryRoutes(AdminDesk desk) {
    this.desk = desk;
  }

  void mountOn(Router router) {
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(desk.otherMethods("GET"));
    router.get(ONE).handler(this::show);
    router.route(ONE).handler(desk.otherMethods("GET"));
    router.post(REPEAT).handler(this::repeat);
    router.route(REPEAT).handler(desk.otherMethods("POST"));
  }

  private void list(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.WEBHOOK_DELIVERIES,
        () -> {
          AdminRequest.requireOnly(context, "state", "limit", "cursor");
          return new WebhookRequest.ListDeliveries(
              AdminRequest.domainId(context),
              WebhookRoutes.id(context),
              AdminRequest.parameter(context, "state"),
              AdminRequest.optionalId(context, "cursor"),
              AdminRequest.limit(context));
        },
        WebhookViews::deliveries);
  }

  private void show(RoutingContext context) {
    desk.ask(
        context,
        Addresses.WEBHOOK_DELIVERY,
        () ->
            new WebhookRequest.ShowDelivery(
                AdminRequest.domainId(context), WebhookRoutes.id(context), id(context)),
        WebhookViews::delivery);
  }

  private void repeat(RoutingContext context) {
    desk.ask(
        context,
        Addresses.WEBHOOK_REPEAT,
        () ->
            new WebhookRequest.Repeat(
                AdminRequest.domainId(context), WebhookRoutes.id(context), id(context)),
        WebhookViews::delivery);
  }

  private static UUID id(RoutingContext context) {
    return AdminRequest.id(context, "deliveryId");
  }
}
