package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.DomainRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /admin/domains/{domain}/knowledge}: what a domain's bot answers from. */
final class KnowledgeRoutes {

  private static final String ALL = "/admin/domains/:domainId/knowledge";
  private static final String ONE = ALL + "/:name";

  private final AdminDesk desk;

  KnowledgeRoutes(AdminDesk desk) {
    this.desk = desk;
  }

  void mountOn(Router router) {
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(desk.otherMethods("GET"));
    router.get(ONE).handler(this::show);
    router.put(ONE).handler(this::load);
    router.delete(ONE).handler(this::remove);
    router.route(ONE).handler(desk.otherMethods("GET, PUT, DELETE"));
  }

  private void list(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.DOMAIN_ARTICLES,
        () -> {
          AdminRequest.requireOnly(context, "limit", "cursor");
          return new DomainRequest.ListArticles(
              AdminRequest.domainId(context),
              AdminRequest.cursor(context),
              AdminRequest.limit(context));
        },
        PlainViews::articles);
  }

  private void show(RoutingContext context) {
    desk.ask(
        context,
        Addresses.DOMAIN_ARTICLE,
        () ->
            new DomainRequest.ShowArticle(
                AdminRequest.domainId(context), context.pathParam("name")),
        PlainViews::article);
  }

  private void load(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.DOMAIN_KNOWLEDGE,
        DomainRequest.INDEXING_PATIENCE,
        body ->
            new DomainRequest.LoadKnowledge(
                AdminRequest.domainId(context), List.of(article(context, body))),
        PlainViews::loaded);
  }

  private static DomainRequest.Article article(RoutingContext context, Buffer body) {
    return new DomainRequest.Article(context.pathParam("name"), AdminBody.utf8(body));
  }

  private void remove(RoutingContext context) {
    desk.remove(
        context,
        Addresses.DOMAIN_ARTICLE_REMOVE,
        DomainRequest.INDEXING_PATIENCE,
        () ->
            new DomainRequest.RemoveArticle(
                AdminRequest.domainId(context), context.pathParam("name")));
  }
}
