package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.BotKind;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.InvalidFieldException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/** {@code /admin/domains}: tenants, what they allow, and who answers for them. */
final class DomainRoutes {

  private static final String ALL = "/admin/domains";
  private static final String ONE = ALL + "/:domainId";
  private static final String BOT = ONE + "/bot";

  private final AdminDesk desk;

  /** The body of a creation. */
  private record Creation(Optional<String> name) {}

  /** The body of a choice. */
  private record Choice(Optional<String> bot, Optional<String> text) {}

  DomainRoutes(AdminDesk desk) {
    this.desk = desk;
  }

  void mountOn(Router router) {
    router.post(ALL).handler(this::create);
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(desk.otherMethods("GET, POST"));
    router.get(ONE).handler(this::show);
    router.patch(ONE).handler(this::change);
    router.delete(ONE).handler(this::remove);
    router.route(ONE).handler(desk.otherMethods("GET, PATCH, DELETE"));
    router.put(BOT).handler(this::chooseBot);
    router.route(BOT).handler(desk.otherMethods("PUT"));
  }

  private void list(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.DOMAIN_LIST,
        () -> {
          AdminRequest.requireOnly(context, "limit", "cursor");
          return new DomainRequest.ListAll(
              AdminRequest.cursor(context), AdminRequest.limit(context));
        },
        PlainViews::domains);
  }

  private void show(RoutingContext context) {
    desk.ask(
        context,
        Addresses.DOMAIN_SHOW,
        () -> new DomainRequest.Show(AdminRequest.domainId(context)),
        PlainViews::domain);
  }

  private void change(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.DOMAIN_SETTINGS,
        DomainRequest.INDEXING_PATIENCE,
        body -> AdminBody.read(body, SettingsChange.class).of(AdminRequest.domainId(context)),
        PlainViews::domain);
  }

  private void remove(RoutingContext context) {
    desk.begin(
        context,
        Addresses.DOMAIN_REMOVE,
        () -> new DomainRequest.Remove(AdminRequest.domainId(context)));
  }

  private void chooseBot(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.DOMAIN_BOT,
        body -> choice(AdminRequest.domainId(context), AdminBody.read(body, Choice.class)),
        PlainViews::domain);
  }

  private static DomainRequest.ChooseBot choice(UUID domainId, Choice choice) {
    return new DomainRequest.ChooseBot(domainId, kind(choice), choice.text());
  }

  private void create(RoutingContext context) {
    desk.create(
        context,
        Addresses.DOMAIN_CREATE,
        body ->
            new DomainRequest.Create(
                AdminBody.required("name", AdminBody.read(body, Creation.class).name())),
        created -> ALL + "/" + created.id(),
        created -> created.id() + "\n");
  }

  private static BotKind kind(Choice choice) {
    return BotKind.named(AdminBody.required("bot", choice.bot()))
        .orElseThrow(() -> new InvalidFieldException("bot", "must be knowledge, model or fixed"));
  }
}
