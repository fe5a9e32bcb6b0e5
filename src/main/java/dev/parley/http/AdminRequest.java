package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the path and the query of an admin route say, checked. */
final class AdminRequest {

  private static final int USUAL_LIMIT = 50;
  private static final int LONGEST_NAME = 100;

  private AdminRequest() {}

  static UUID domainId(RoutingContext context) {
    return id(context, "domainId");
  }

  /** An id that stands in the path under this name. */
  static UUID id(RoutingContext context, String name) {
    return Uuids.parse(name, context.pathParam(name));
  }

  /** An id that stands in the query under this name. */
  static Optional<UUID> optionalId(RoutingContext context, String name) {
    return parameter(context, name).map(text -> Uuids.parse(name, text));
  }

  static Optional<String> cursor(RoutingContext context) {
    return parameter(context, "cursor");
  }

  /**
   * Makes sure that the query has none but these parameters: one that is misspelt would silently do
   * nothing, and for a cursor that means the first page again and again.
   *
   * @throws InvalidFieldException when it has another one
   */
  static void requireOnly(RoutingContext context, String... names) {
    for (String name : context.queryParams().names()) {
      if (!List.of(names).contains(name)) {
        throw new InvalidFieldException(
            name.substring(0, Math.min(name.length(), LONGEST_NAME)), "is not known");
      }
    }
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
