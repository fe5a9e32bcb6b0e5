package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.MergeCustomers;
import dev.parley.bus.UnfoldVisitor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /admin/domains/{domain}/customers}: who came; and mending what was taken for whose. */
final class CustomerRoutes {

  private static final String ALL = "/admin/domains/:domainId/customers";
  private static final String ONE = ALL + "/:customerId";
  private static final String ROOMS = ONE + "/rooms";
  private static final String MERGE = ONE + "/merge";
  private static final String UNFOLD = "/admin/domains/:domainId/visitors/:visitorId/unfold";

  private final AdminDesk desk;

  /** The body of a merge. */
  private record Merge(Optional<String> from) {}

  CustomerRoutes(AdminDesk desk) {
    this.desk = desk;
  }

  void mountOn(Router router) {
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(desk.otherMethods("GET"));
    router.get(ONE).handler(this::show);
    router.route(ONE).handler(desk.otherMethods("GET"));
    router.get(ROOMS).handler(this::rooms);
    router.route(ROOMS).handler(desk.otherMethods("GET"));
    router.post(MERGE).handler(this::merge);
    router.route(MERGE).handler(desk.otherMethods("POST"));
    router.post(UNFOLD).handler(this::unfold);
    router.route(UNFOLD).handler(desk.otherMethods("POST"));
  }

  private void list(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.DOMAIN_CUSTOMERS,
        () -> {
          AdminRequest.requireOnly(context, "email", "search", "limit", "cursor");
          return new DomainRequest.ReadCustomers(
              AdminRequest.domainId(context),
              AdminRequest.parameter(context, "email"),
              AdminRequest.parameter(context, "search"),
              AdminRequest.cursor(context),
              AdminRequest.limit(context));
        },
        PlainConversations::customers);
  }

  private void show(RoutingContext context) {
    desk.ask(
        context,
        Addresses.DOMAIN_CUSTOMER,
        () ->
            new DomainRequest.ShowCustomer(
                AdminRequest.domainId(context), AdminRequest.id(context, "customerId")),
        PlainConversations::customer);
  }

  private void rooms(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.DOMAIN_ROOMS,
        () -> {
          AdminRequest.requireOnly(context, "limit", "cursor");
          return new DomainRequest.ReadRooms(
              AdminRequest.domainId(context),
              AdminRequest.id(context, "customerId"),
              AdminRequest.cursor(context),
              AdminRequest.limit(context));
        },
        PlainConversations::rooms);
  }

  private void merge(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.CUSTOMER_MERGE,
        Bus.MENDING_TIMEOUT,
        body ->
            new MergeCustomers(
                AdminRequest.domainId(context),
                AdminRequest.id(context, "customerId"),
                Uuids.parse(
                    "from", AdminBody.required("from", AdminBody.read(body, Merge.class).from()))),
        PlainConversations::merged);
  }

  private void unfold(RoutingContext context) {
    desk.ask(
        context,
        Addresses.CUSTOMER_UNFOLD,
        Bus.MENDING_TIMEOUT,
        () ->
            new UnfoldVisitor(
                AdminRequest.domainId(context), AdminRequest.id(context, "visitorId")),
        PlainConversations::unfolded);
  }
}
