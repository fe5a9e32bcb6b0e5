package dev.parley.http;

import dev.parley.bus.Failure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /}: what this is, for somebody who opens the address. A browser gets the demo, a small
 * site with the widget on it, unless that is switched off or its domain is not there; everybody
 * else a line to try.
 */
final class HomeRoute {

  private static final String TEXT =
      "Parley answers the visitors of a website, and knows them again by their e-mail address.\n";

  private static final String DEMO =
      """

      Try it:

        curl -N -H 'Accept: text/plain' %s/api/bot/stream \\
          -d '{"domainId":"%s","message":"What is Parley?"}'
      """;

  /** The demo's domain comes with the embedded database alone. */
  private static final String NO_DEMO =
      """

      This database has no demo. Make a domain of your own, whose id is printed:

        scripts/domain create "My shop"
      """;

  /** Nothing from elsewhere, and nothing inline; what the widget does, it does under this, too. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'";

  private final Optional<ShippedFolder> site;
  private final String page;
  private final DomainPolicies policies;
  private final Problems problems;

  /**
   * @param isDemo whether a browser is shown the demo, and others how to ask its domain
   */
  HomeRoute(boolean isDemo, DomainPolicies policies, Problems problems) {
    this.site =
        isDemo
            ? Optional.of(ShippedFolder.read("site", List.of("site.js", "site.css")))
            : Optional.empty();
    this.page =
        site.map(folder -> ShippedFile.read("/site/index.html").replace("{{site}}", folder.path()))
            .orElse("");
    this.policies = policies;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get("/").handler(this::handle);
    router.head("/").handler(this::handle);
    router.route("/").handler(problems.otherMethods("GET, HEAD"));
    site.ifPresent(folder -> folder.mountOn(router, problems));
  }

  private void handle(RoutingContext context) {
    if (site.isEmpty()) {
      text(context, TEXT);
    } else {
      // While nobody can be asked, nobody knows better.
      policies
          .of(DemoWatchers.DEMO)
          .onSuccess(it -> demo(context))
          .onFailure(
              cause -> {
                if (Failure.of(cause) == Failure.UNKNOWN_DOMAIN) {
                  text(context, TEXT + NO_DEMO);
                } else {
                  demo(context);
                }
              });
    }
  }

  private void demo(RoutingContext context) {
    if (AnswerFormats.isWelcome(AnswerFormats.accepted(context.request()), "text/html")) {
      response(context)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
          .putHeader("Content-Security-Policy", POLICY)
          .putHeader("Referrer-Policy", "same-origin")
          .end(page.replace("{{address}}", address(context)));
    } else {
      text(context, TEXT + DEMO.formatted(address(context), DemoWatchers.DEMO));
    }
  }

  private static void text(RoutingContext context, String text) {
    response(context).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8").end(text);
  }

  private static HttpServerResponse response(RoutingContext context) {
    return context
        .response()
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff");
  }

  /**
   * As the reader wrote it, so that the line can be pasted; the shell and the page are shown no
   * quotes of his.
   */
  private static String address(RoutingContext context) {
    String host = context.request().getHeader(HttpHeaders.HOST);
    return "http://" + (host != null && host.matches("[A-Za-z0-9.:\\[\\]-]+") ? host : "localhost");
  }
}
