package dev.parley.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /}: what this is, for somebody who opens the address. */
final class HomeRoute {

  private static final String TEXT =
      """
      Parley answers the visitors of a website, and knows them again by their e-mail address.

      Try it:

        curl -N -H 'Accept: text/plain' %s/api/bot/stream \\
          -d '{"domainId":"11111111-1111-4111-8111-111111111111","message":"What is Parley?"}'
      """;

  private final Problems problems;

  HomeRoute(Problems problems) {
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get("/").handler(HomeRoute::handle);
    router.head("/").handler(HomeRoute::handle);
    router.route("/").handler(problems.otherMethods("GET, HEAD"));
  }

  private static void handle(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(TEXT.formatted(address(context)));
  }

  /**
   * As the reader wrote it, so that the line can be pasted; the shell is shown no quotes of his.
   */
  private static String address(RoutingContext context) {
    String host = context.request().getHeader(HttpHeaders.HOST);
    return "http://" + (host != null && host.matches("[A-Za-z0-9.:\\[\\]-]+") ? host : "localhost");
  }
}
