package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainRequest;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/** What the people who run a site read: its conversations and its customers. */
final class ReadingRoutes {

  private static final String CONVERSATIONS = "/admin/domains/:domainId/conversations";
  private static final String CUSTOMERS = "/admin/domains/:domainId/customers";

  private final Bus bus;
  private final Problems problems;

  ReadingRoutes(Bus bus, Problems problems) {
    this.bus = bus;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(CONVERSATIONS).handler(this::conversations);
    router.route(CONVERSATIONS).handler(problems.otherMethods("GET"));
    router.get(CUSTOMERS).handler(this::customers);
    router.route(CUSTOMERS).handler(problems.otherMethods("GET"));
  }

  private void conversations(RoutingContext context) {
    page(context, DomainRequest.ReadConversations::new)
        .compose(it -> bus.request(Addresses.DOMAIN_CONVERSATIONS, it))
        .compose(page -> AdminReply.sendLarge(context, page, PlainViews::conversations))
        .onFailure(failure -> problems.send(context.request(), Problems.of(failure)));
  }

  private void customers(RoutingContext context) {
    page(context, DomainRequest.ReadCustomers::new)
        .compose(it -> bus.request(Addresses.DOMAIN_CUSTOMERS, it))
        .onSuccess(page -> AdminReply.send(context.request(), 200, page, PlainViews::customers))
        .onFailure(failure -> problems.send(context.request(), Problems.of(failure)));
  }

  /** Reads which page is wanted, of a domain or of one address in it. */
  private interface Page<Q> {
    Q of(UUID domainId, Optional<String> email, Optional<UUID> before, int limit);
  }

  private static <Q> Future<Q> page(RoutingContext context, Page<Q> request) {
    return Future.succeededFuture()
        .map(
            begun ->
                request.of(
                    AdminRequest.domainId(context),
                    AdminRequest.parameter(context, "email"),
                    AdminRequest.cursor(context, "before"),
                    AdminRequest.limit(context)));
  }
}
