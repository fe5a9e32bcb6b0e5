package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.PrivacyRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What is told and what is forgotten of a person, and how long rooms are kept: {@code exports},
 * {@code erasures} and {@code retention} of {@code /admin/domains/{domain}}. The address comes in
 * the body, since paths are written into logs.
 */
final class PrivacyRoutes {

  private static final String ONE = "/admin/domains/:domainId";
  private static final String EXPORTS = ONE + "/exports";
  private static final String ERASURES = ONE + "/erasures";
  private static final String RETENTION = ONE + "/retention";

  private final AdminDesk desk;
  private final ExportReply exports;

  /** Of whom. */
  private record Whose(Optional<String> email) {
    static String of(Buffer body) {
      return AdminBody.required("email", AdminBody.read(body, Whose.class).email());
    }
  }

  /** How long. */
  private record Days(Optional<Integer> days) {
    static int of(Buffer body) {
      return AdminBody.required("days", AdminBody.read(body, Days.class).days());
    }
  }

  PrivacyRoutes(AdminDesk desk, ExportReply exports) {
    this.desk = desk;
    this.exports = exports;
  }

  void mountOn(Router router) {
    router.post(EXPORTS).handler(this::export);
    router.route(EXPORTS).handler(desk.otherMethods("POST"));
    router.post(ERASURES).handler(this::erase);
    router.get(ERASURES).handler(this::erasures);
    router.route(ERASURES).handler(desk.otherMethods("GET, POST"));
    router.get(RETENTION).handler(this::retention);
    router.put(RETENTION).handler(this::keep);
    router.delete(RETENTION).handler(this::keepForEver);
    router.route(RETENTION).handler(desk.otherMethods("GET, PUT, DELETE"));
  }

  private void export(RoutingContext context) {
    exports.send(
        context,
        body ->
            new PrivacyRequest.Export(
                AdminRequest.domainId(context), Whose.of(body), Optional.empty()));
  }

  private void erase(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.PRIVACY_ERASE,
        PrivacyRequest.PATIENCE,
        body -> new PrivacyRequest.Erase(AdminRequest.domainId(context), Whose.of(body)),
        PrivacyViews::erasure);
  }

  private void erasures(RoutingContext context) {
    desk.askForPage(
        context,
        Addresses.PRIVACY_ERASURES,
        () -> {
          AdminRequest.requireOnly(context, "limit", "cursor");
          return new PrivacyRequest.ListErasures(
              AdminRequest.domainId(context),
              AdminRequest.cursor(context),
              AdminRequest.limit(context));
        },
        PrivacyViews::erasures);
  }

  private void retention(RoutingContext context) {
    desk.ask(
        context,
        Addresses.PRIVACY_RETENTION,
        () -> new PrivacyRequest.ShowRetention(AdminRequest.domainId(context)),
        PrivacyViews::retention);
  }

  private void keep(RoutingContext context) {
    desk.askByBody(
        context,
        Addresses.PRIVACY_RETENTION_SET,
        body ->
            new PrivacyRequest.SetRetention(
                AdminRequest.domainId(context), Optional.of(Days.of(body))),
        PrivacyViews::retention);
  }

  private void keepForEver(RoutingContext context) {
    desk.remove(
        context,
        Addresses.PRIVACY_RETENTION_SET,
        () -> new PrivacyRequest.SetRetention(AdminRequest.domainId(context), Optional.empty()));
  }
}
