package dev.parley.http;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.WebhookDelivery;
import dev.parley.bus.WebhookRequest;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * {@code /admin/domains/{domain}/webhooks/{webhook}/deliveries}: what was sent to a webhook, or
 * waits; and once more.
 */
final class DeliveryRoutes {

  private static final String ALL = "/admin/domains/:domainId/webhooks/:webhookId/deliveries";
  private static final String ONE = ALL + "/:deliveryId";
  private static final String REPEAT = ONE + "/repeat";

  private final Bus bus;
  private final Problems problems;

  DeliveryRoutes(Bus bus, Problems problems) {
    this.bus = bus;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(problems.otherMethods("GET"));
    router.get(ONE).handler(this::show);
    router.route(ONE).handler(problems.otherMethods("GET"));
    router.post(REPEAT).handler(this::repeat);
    router.route(REPEAT).handler(problems.otherMethods("POST"));
  }

  private void list(RoutingContext context) {
    Future.succeededFuture()
        .map(
            begun ->
                new WebhookRequest.ListDeliveries(
                    AdminRequest.domainId(context),
                    WebhookRoutes.id(context),
                    AdminRequest.parameter(context, "state"),
                    AdminRequest.cursor(context, "cursor"),
                    AdminRequest.limit(context)))
        .compose(it -> bus.request(Addresses.WEBHOOK_DELIVERIES, it))
        .onSuccess(page -> AdminReply.send(context.request(), 200, page, WebhookViews::deliveries))
        .onFailure(failure -> problems.send(context.request(), Problems.of(failure)));
  }

  private void show(RoutingContext context) {
    answer(
        context,
        Addresses.WEBHOOK_DELIVERY,
        () ->
            new WebhookRequest.ShowDelivery(
                AdminRequest.domainId(context), WebhookRoutes.id(context), id(context)));
  }

  private void repeat(RoutingContext context) {
    answer(
        context,
        Addresses.WEBHOOK_REPEAT,
        () ->
            new WebhookRequest.Repeat(
                AdminRequest.domainId(context), WebhookRoutes.id(context), id(context)));
  }

  private <Q> void answer(
      RoutingContext context, Address<Q, WebhookDelivery> address, Supplier<Q> question) {
    Future.succeededFuture()
        .map(begun -> question.get())
        .compose(it -> bus.request(address, it))
        .onSuccess(it -> AdminReply.send(context.request(), 200, it, WebhookViews::delivery))
        .onFailure(failure -> problems.send(context.request(), Problems.of(failure)));
  }

  private static UUID id(RoutingContext context) {
    return Uuids.parse("deliveryId", context.pathParam("deliveryId"));
  }
}
