package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/** What the path and the query of an admin route say, checked. */
final class AdminRequest {

  private static final int USUAL_LIMIT = 50;

  private AdminRequest() {}

  static UUID domainId(RoutingContext context) {
    return Uuids.parse("domainId", context.pathParam("domainId"));
  }

  static Optional<UUID> cursor(RoutingContext context, String name) {
    return parameter(context, name).map(text -> Uuids.parse(name, text));
  }

  static int limit(RoutingContext context) {
    return parameter(context, "limit").map(AdminRequest::number).orElse(USUAL_LIMIT);
  }

  static Optional<String> parameter(RoutingContext context, String name) {
    return context.queryParam(name).stream().findFirst().filter(value -> !value.isEmpty());
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidFieldException("limit", "must be a number");
    }
  }
}
