package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.DomainRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What the people who run a site read of what was said. */
final class ReadingRoutes {

  private static final String CONVERSATIONS = "/admin/domains/:domainId/conversations";
  private static final String MESSAGES = "/admin/domains/:domainId/rooms/:roomId/messages";

  private final AdminDesk desk;

  ReadingRoutes(AdminDesk desk) {
    this.desk = desk;
  }

  void mountOn(Router router) {
    router.get(CONVERSATIONS).handler(this::conversations);
    router.route(CONVERSATIONS).handler(desk.otherMethods("GET"));
    router.get(MESSAGES).handler(this::messages);
    router.route(MESSAGES).handler(desk.otherMethods("GET"));
  }

  private void conversations(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.DOMAIN_CONVERSATIONS,
        () -> {
          AdminRequest.requireOnly(context, "email", "limit", "cursor");
          return new DomainRequest.ReadConversations(
              AdminRequest.domainId(context),
              AdminRequest.parameter(context, "email"),
              AdminRequest.cursor(context),
              AdminRequest.limit(context));
        },
        PlainConversations::conversations);
  }

  private void messages(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.DOMAIN_MESSAGES,
        () -> {
          AdminRequest.requireOnly(context, "limit", "cursor");
          return new DomainRequest.ReadMessages(
              AdminRequest.domainId(context),
              AdminRequest.id(context, "roomId"),
              AdminRequest.cursor(context),
              AdminRequest.limit(context));
        },
        PlainConversations::messages);
  }
}
