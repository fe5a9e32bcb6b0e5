package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.WebhookEvents;
import dev.parley.bus.WebhookRequest;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /admin/domains/{domain}/webhooks}: where a domain's events go. */
final class WebhookRoutes {

  private static final String ALL = "/admin/domains/:domainId/webhooks";
  private static final String ONE = ALL + "/:webhookId";
  private static final String SECRET = ONE + "/secret";
  private static final String PING = ONE + "/ping";

  /** Time enough to bring the new one to every server of a site. */
  private static final int USUAL_HOURS = 24;

  private final Bus bus;
  private final BodyCollector bodies;
  private final Problems problems;

  /** The body of a creation. */
  private record Creation(Optional<String> url, Optional<List<String>> events) {}

  /** The body of a change. */
  private record Alteration(
      Optional<String> url, Optional<List<String>> events, Optional<Boolean> enabled) {}

  /** The body of a rotation; there need not be one. */
  private record Rotation(Optional<Integer> validHours) {}

  WebhookRoutes(Bus bus, BodyCollector bodies, Problems problems) {
    this.bus = bus;
    this.bodies = bodies;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.post(ALL).handler(this::create);
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(problems.otherMethods("GET, POST"));
    router.get(ONE).handler(this::show);
    router.patch(ONE).handler(this::change);
    router.delete(ONE).handler(this::remove);
    router.route(ONE).handler(problems.otherMethods("GET, PATCH, DELETE"));
    router.post(SECRET).handler(this::rotate);
    router.route(SECRET).handler(problems.otherMethods("POST"));
    router.post(PING).handler(this::ping);
    router.route(PING).handler(problems.otherMethods("POST"));
  }

  private void create(RoutingContext context) {
    body(context, Creation.class)
        .map(
            it ->
                new WebhookRequest.Create(
                    AdminRequest.domainId(context),
                    it.url().orElseThrow(() -> new InvalidFieldException("url", "is missing")),
                    it.events().orElse(WebhookEvents.ALL)))
        .compose(it -> bus.request(Addresses.WEBHOOK_CREATE, it))
        .onSuccess(
            made ->
                AdminReply.created(
                    context.request(), path(context) + made.id(), made, WebhookViews::secret))
        .onFailure(failure -> refuse(context, failure));
  }

  private void list(RoutingContext context) {
    Future.succeededFuture()
        .map(
            begun ->
                new WebhookRequest.ListAll(
                    AdminRequest.domainId(context),
                    AdminRequest.cursor(context, "cursor"),
                    AdminRequest.limit(context)))
        .compose(it -> bus.request(Addresses.WEBHOOK_LIST, it))
        .onSuccess(page -> AdminReply.send(context.request(), 200, page, WebhookViews::webhooks))
        .onFailure(failure -> refuse(context, failure));
  }

  private void show(RoutingContext context) {
    Future.succeededFuture()
        .map(begun -> new WebhookRequest.Show(AdminRequest.domainId(context), id(context)))
        .compose(it -> bus.request(Addresses.WEBHOOK_SHOW, it))
        .onSuccess(it -> AdminReply.send(context.request(), 200, it, WebhookViews::webhook))
        .onFailure(failure -> refuse(context, failure));
  }

  private void change(RoutingContext context) {
    body(context, Alteration.class)
        .map(
            it ->
                new WebhookRequest.Change(
                    AdminRequest.domainId(context),
                    id(context),
                    it.url(),
                    it.events(),
                    it.enabled()))
        .compose(it -> bus.request(Addresses.WEBHOOK_CHANGE, it))
        .onSuccess(it -> AdminReply.send(context.request(), 200, it, WebhookViews::webhook))
        .onFailure(failure -> refuse(context, failure));
  }

  private void remove(RoutingContext context) {
    Future.succeededFuture()
        .map(begun -> new WebhookRequest.Remove(AdminRequest.domainId(context), id(context)))
        .compose(it -> bus.request(Addresses.WEBHOOK_REMOVE, it))
        .onSuccess(removed -> NoContent.send(context.request()))
        .onFailure(failure -> refuse(context, failure));
  }

  private void rotate(RoutingContext context) {
    bodies
        .collect(context.request())
        .map(
            body ->
                body.length() == 0
                    ? new Rotation(Optional.empty())
                    : AdminBody.read(body, Rotation.class))
        .map(
            it ->
                new WebhookRequest.Rotate(
                    AdminRequest.domainId(context),
                    id(context),
                    it.validHours().orElse(USUAL_HOURS)))
        .compose(it -> bus.request(Addresses.WEBHOOK_ROTATE, it))
        .onSuccess(it -> AdminReply.send(context.request(), 200, it, WebhookViews::secret))
        .onFailure(failure -> refuse(context, failure));
  }

  private void ping(RoutingContext context) {
    Future.succeededFuture()
        .map(begun -> new WebhookRequest.Ping(AdminRequest.domainId(context), id(context)))
        .compose(it -> bus.request(Addresses.WEBHOOK_PING, it))
        .onSuccess(
            it ->
                AdminReply.created(
                    context.request(),
                    path(context) + it.webhookId() + "/deliveries/" + it.id(),
                    it,
                    WebhookViews::delivery))
        .onFailure(failure -> refuse(context, failure));
  }

  private <T> Future<T> body(RoutingContext context, Class<T> type) {
    return bodies.collect(context.request()).map(body -> AdminBody.read(body, type));
  }

  private void refuse(RoutingContext context, Throwable failure) {
    problems.send(context.request(), Problems.of(failure));
  }

  private static String path(RoutingContext context) {
    return "/admin/domains/" + AdminRequest.domainId(context) + "/webhooks/";
  }

  static UUID id(RoutingContext context) {
    return Uuids.parse("webhookId", context.pathParam("webhookId"));
  }
}
