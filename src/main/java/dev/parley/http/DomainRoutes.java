package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.BotKind;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.InvalidFieldException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code /admin/domains}: tenants, what they allow, who answers for them, and what he knows. */
final class DomainRoutes {

  private static final String ALL = "/admin/domains";
  private static final String ONE = ALL + "/:domainId";
  private static final String BOT = ONE + "/bot";
  private static final String KNOWLEDGE = ONE + "/knowledge/:name";

  private final Bus bus;
  private final BodyCollector bodies;
  private final Problems problems;

  /** The body of a creation. */
  private record Creation(Optional<String> name) {}

  /** The body of a choice. */
  private record Choice(Optional<String> bot, Optional<String> text) {}

  DomainRoutes(Bus bus, BodyCollector bodies, Problems problems) {
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
    router.route(ONE).handler(problems.otherMethods("GET, PATCH"));
    router.put(BOT).handler(this::chooseBot);
    router.route(BOT).handler(problems.otherMethods("PUT"));
    router.put(KNOWLEDGE).handler(this::load);
    router.route(KNOWLEDGE).handler(problems.otherMethods("PUT"));
  }

  private void create(RoutingContext context) {
    body(context)
        .map(body -> AdminBody.read(body, Creation.class))
        .map(it -> new DomainRequest.Create(required("name", it.name())))
        .compose(it -> bus.request(Addresses.DOMAIN_CREATE, it))
        .onSuccess(
            created ->
                AdminReply.created(
                    context.request(), ALL + "/" + created.id(), created, it -> it.id() + "\n"))
        .onFailure(failure -> refuse(context, failure));
  }

  private void list(RoutingContext context) {
    Future.succeededFuture()
        .map(
            begun ->
                new DomainRequest.ListAll(
                    AdminRequest.cursor(context, "after"), AdminRequest.limit(context)))
        .compose(it -> bus.request(Addresses.DOMAIN_LIST, it))
        .onSuccess(page -> AdminReply.send(context.request(), 200, page, PlainViews::domains))
        .onFailure(failure -> refuse(context, failure));
  }

  private void show(RoutingContext context) {
    Future.succeededFuture()
        .map(begun -> new DomainRequest.Show(AdminRequest.domainId(context)))
        .compose(it -> bus.request(Addresses.DOMAIN_SHOW, it))
        .onSuccess(domain -> AdminReply.send(context.request(), 200, domain, PlainViews::domain))
        .onFailure(failure -> refuse(context, failure));
  }

  private void change(RoutingContext context) {
    body(context)
        .map(body -> AdminBody.read(body, SettingsChange.class))
        .map(it -> it.of(AdminRequest.domainId(context)))
        .compose(it -> bus.request(Addresses.DOMAIN_SETTINGS, it))
        .onSuccess(domain -> AdminReply.send(context.request(), 200, domain, PlainViews::domain))
        .onFailure(failure -> refuse(context, failure));
  }

  private void chooseBot(RoutingContext context) {
    body(context)
        .map(body -> AdminBody.read(body, Choice.class))
        .map(it -> new DomainRequest.ChooseBot(AdminRequest.domainId(context), kind(it), it.text()))
        .compose(it -> bus.request(Addresses.DOMAIN_BOT, it))
        .onSuccess(domain -> AdminReply.send(context.request(), 200, domain, PlainViews::domain))
        .onFailure(failure -> refuse(context, failure));
  }

  private void load(RoutingContext context) {
    body(context)
        .map(body -> new DomainRequest.Article(context.pathParam("name"), AdminBody.utf8(body)))
        .map(it -> new DomainRequest.LoadKnowledge(AdminRequest.domainId(context), List.of(it)))
        .compose(it -> bus.request(Addresses.DOMAIN_KNOWLEDGE, it))
        .onSuccess(loaded -> AdminReply.send(context.request(), 200, loaded, PlainViews::loaded))
        .onFailure(failure -> refuse(context, failure));
  }

  private Future<Buffer> body(RoutingContext context) {
    return bodies.collect(context.request());
  }

  private void refuse(RoutingContext context, Throwable failure) {
    problems.send(context.request(), Problems.of(failure));
  }

  private static BotKind kind(Choice choice) {
    return BotKind.named(required("bot", choice.bot()))
        .orElseThrow(() -> new InvalidFieldException("bot", "must be knowledge, model or fixed"));
  }

  private static String required(String name, Optional<String> value) {
    return value.orElseThrow(() -> new InvalidFieldException(name, "is missing"));
  }
}
