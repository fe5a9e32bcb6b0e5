package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.Failure;
import dev.parley.bus.FindTurn;
import dev.parley.bus.InvalidFieldException;
import dev.parley.origin.AllowedOrigins;
import dev.parley.origin.Origin;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which pages may ask (the Fetch standard, "CORS protocol"): those of this server itself, and those
 * whose origin the domain allows. All others get 403 and nothing is done for them, nor may they
 * read what comes back. Who sends no {@code Origin} is no page of another site, and passes. No
 * cookie is ever read here, so no credentials are allowed.
 *
 * <p>Where the path or the query names the domain, everything is seen to here. A route that learns
 * the domain later asks {@link #admit} before it does anything; one that is not known here to do so
 * refuses all pages of other sites. Belongs to one event loop.
 */
final class Origins {

  private static final List<String> WITH_DOMAIN_IN_PATH =
      List.of(AiSdkRoute.PATH, AiSdkResumeRoute.PATH, PublicSettingsRoute.PATH);

  /** In some of them it is optional: then their answers to wrong requests can be read, too. */
  private static final List<String> WITH_DOMAIN_IN_QUERY =
      List.of(HistoryRoute.PATH, ResumeRoute.PATH, StopRoute.PATH);

  /** Those that learn the domain later, and ask then. */
  private static final Pattern SEEN_TO_LATER =
      Pattern.compile("/api/bot/stream(?:/.*)?|/api/visitor/(?:reset|code|verify)");

  private static final String DOMAIN = "domainId";
  private static final String PAGE = "parley.page";
  private static final String ADMITTED_PAGE = "parley.page.admitted";
  private static final Future<Void> ADMITTED = Future.succeededFuture();
  private static final Problem NO_ORIGIN =
      Problem.of(403, "The Origin header is malformed, or there is more than one.");
  private static final Problem NOT_ALLOWED =
      Problem.of(403, "Pages of this origin may not ask this domain.");

  private final Bus bus;
  private final DomainPolicies policies;
  private final Problems problems;
  private final RefusedPages refused = new RefusedPages(System::nanoTime);

  /** A page of another site: its origin, and how it is written. */
  private record Page(Origin origin, String text) {}

  Origins(Bus bus, DomainPolicies policies, Problems problems) {
    this.bus = bus;
    this.policies = policies;
    this.problems = problems;
  }

  /**
   * To be called before any route is mounted, but for one that {@link #examine examines} its own
   * requests.
   */
  void installOn(Router router) {
    router.route("/api/*").handler(this::examine);
    WITH_DOMAIN_IN_PATH.forEach(
        path -> router.route(path).handler(it -> admitNamed(it, Origins::inPath)));
    WITH_DOMAIN_IN_QUERY.forEach(
        path -> router.route(path).handler(it -> admitNamed(it, Origins::inQuery)));
    router.options("/api/*").handler(Preflight::answer);
    router.route("/api/*").handler(this::refuseUnnamed);
  }

  /**
   * Sees which page a request is from. A route that has this as a handler of its own needs nothing
   * else of what is installed, when it learns the domain later and takes no {@code OPTIONS}.
   */
  void examine(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!isFromPage(request)) {
      context.next();
      return;
    }
    request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    List<String> given = request.headers().getAll(HttpHeaders.ORIGIN);
    Optional<Origin> origin = given.size() == 1 ? Origin.parse(given.get(0)) : Optional.empty();
    if (origin.isEmpty()) {
      problems.send(request, NO_ORIGIN);
      return;
    }
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null || !origin.get().isOf(host)) {
      context.put(PAGE, new Page(origin.get(), given.get(0)));
    }
    context.next();
  }

  private static boolean isFromPage(HttpServerRequest request) {
    return request.getHeader(HttpHeaders.ORIGIN) != null;
  }

  private static Optional<String> inPath(RoutingContext context) {
    return Optional.ofNullable(context.pathParam(DOMAIN));
  }

  /** The first one, as every route reads it. */
  private static Optional<String> inQuery(RoutingContext context) {
    return context.queryParam(DOMAIN).stream().findFirst();
  }

  private void admitNamed(
      RoutingContext context, Function<RoutingContext, Optional<String>> named) {
    HttpServerRequest request = context.request();
    Optional<UUID> domainId =
        isFromPage(request) ? named.apply(context).flatMap(Origins::domainId) : Optional.empty();
    Future<Void> admitted = domainId.map(it -> admit(context, it)).orElse(ADMITTED);
    if (admitted.succeeded()) {
      context.next();
      return;
    }
    request.pause(); // so that the body is there when somebody wants it
    admitted.onComplete(
        yes -> {
          context.next();
          request.resume();
        },
        failure -> problems.send(request, Problems.of(failure)));
  }

  /** Nobody asks later, and there is no domain that could allow it. */
  private void refuseUnnamed(RoutingContext context) {
    boolean unnamed =
        isFromPage(context.request())
            && context.get(PAGE) != null
            && context.get(ADMITTED_PAGE) == null
            && !SEEN_TO_LATER.matcher(context.normalizedPath()).matches();
    if (unnamed) {
      problems.send(context.request(), NOT_ALLOWED);
    } else {
      context.next();
    }
  }

  private static Optional<UUID> domainId(String text) {
    try {
      return Optional.of(Uuids.parse(DOMAIN, text));
    } catch (InvalidFieldException none) {
      return Optional.empty();
    }
  }

  /**
   * Lets the request pass if it comes from no page, from one of this server, or from one that the
   * domain allows, and then the page may read what comes back. At once, unless the domain has to be
   * asked for.
   *
   * @return fails with a {@link ProblemException} 403, or with {@link Failure#UNKNOWN_DOMAIN} or
   *     {@link Failure#UNAVAILABLE}
   */
  Future<Void> admit(RoutingContext context, UUID domainId) {
    Page page = isFromPage(context.request()) ? context.get(PAGE) : null;
    return page == null
        ? ADMITTED
        : policies
            .of(domainId)
            .onFailure(cause -> noteUnknown(domainId, page, cause))
            .compose(policy -> admit(context, domainId, page, policy));
  }

  private void noteUnknown(UUID domainId, Page page, Throwable cause) {
    if (Failure.of(cause) == Failure.UNKNOWN_DOMAIN) {
      refused.noteUnknown(domainId, page.origin());
    }
  }

  /**
   * The same where only a turn is named: its domain counts. One that is not this visitor's fails as
   * everywhere, so that nobody learns more by an origin.
   *
   * @return fails with {@link Failure#NOT_FOUND} too
   */
  Future<Void> admit(RoutingContext context, NamedTurn turn) {
    Page page = isFromPage(context.request()) ? context.get(PAGE) : null;
    return page == null
        ? ADMITTED
        : bus.request(Addresses.CHAT_FIND, new FindTurn(turn.turnId(), turn.visitor(), false))
            .compose(found -> admit(context, found.domainId()));
  }

  private Future<Void> admit(
      RoutingContext context, UUID domainId, Page page, DomainPolicy policy) {
    HttpServerResponse response = context.response();
    if (!AllowedOrigins.allow(policy.allowedOrigins(), page.origin())) {
      refused.note(domainId, page.origin());
      Preflight.hide(response);
      return Future.failedFuture(NOT_ALLOWED.asException());
    }
    context.put(ADMITTED_PAGE, true);
    Preflight.show(response, page.text());
    return ADMITTED;
  }
}
