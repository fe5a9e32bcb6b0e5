package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.ExportPage;
import dev.parley.bus.PrivacyRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/**
 * Sends an export, which may be of any length, as JSON Lines: a page at a time, and the next one
 * when the client has taken the one before. Belongs to one event loop.
 */
final class ExportReply {

  /** <a href="https://jsonlines.org/">jsonlines.org</a>. */
  private static final String JSON_LINES = "application/jsonl";

  private final Bus bus;
  private final BodyCollector bodies;
  private final Problems problems;

  ExportReply(Bus bus, BodyCollector bodies, Problems problems) {
    this.bus = bus;
    this.bodies = bodies;
    this.problems = problems;
  }

  /**
   * Sends what was asked for. Before the first page a failure is a problem; after it, the
   * connection closes without the last chunk, so that nobody takes a part for the whole.
   *
   * @param request of the first page, from the body; may throw what becomes a 400
   */
  void send(RoutingContext context, Function<Buffer, PrivacyRequest.Export> request) {
    bodies
        .collect(context.request())
        .map(request)
        .compose(first -> page(first).map(page -> begin(context, first, page)))
        .onFailure(failure -> problems.send(context.request(), Problems.of(failure)));
  }

  private Future<ExportPage> page(PrivacyRequest.Export request) {
    return bus.request(Addresses.PRIVACY_EXPORT, request, PrivacyRequest.PATIENCE);
  }

  private Future<Void> begin(RoutingContext context, PrivacyRequest.Export first, ExportPage page) {
    HttpServerResponse response =
        context
            .response()
            .setChunked(true)
            .putHeader(HttpHeaders.CONTENT_TYPE, JSON_LINES)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .putHeader("X-Content-Type-Options", "nosniff");
    Promise<Void> over = Promise.promise();
    goOn(response, first, page, over);
    return over.future().onFailure(broken -> context.request().connection().close());
  }

  /** Each page begins the next one: a chain of futures would be as deep as there are pages. */
  private void goOn(
      HttpServerResponse response,
      PrivacyRequest.Export request,
      ExportPage page,
      Promise<Void> over) {
    Future<Void> written = write(response, page);
    if (page.next().isEmpty()) {
      written.compose(done -> response.end()).onComplete(over);
      return;
    }
    PrivacyRequest.Export next =
        new PrivacyRequest.Export(request.domainId(), request.email(), page.next());
    written
        .compose(taken -> page(next))
        .onSuccess(following -> goOn(response, next, following, over))
        .onFailure(over::fail);
  }

  /** Completes when it is on its way, so that no more than a page of it waits here. */
  private static Future<Void> write(HttpServerResponse response, ExportPage page) {
    return page.lines().isEmpty()
        ? Future.succeededFuture()
        : response.write(String.join("\n", page.lines()) + "\n");
  }
}
