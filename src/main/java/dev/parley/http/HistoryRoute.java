package dev.parley.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.ReadHistory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code GET /api/bot/messages}: what was said, newest first, as far as the visitor may read it. A
 * secret that nobody has is answered as one of a visitor who has said nothing. A page is as large
 * as answers are, and stays until its reader has taken it: so it needs a place as they do, and
 * memory.
 */
final class HistoryRoute {

  static final String PATH = "/api/bot/messages";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModules(new Jdk8Module(), new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE) // as their labels are
          .build();

  private final ParleyClient client;
  private final Visitors visitors;
  private final BodyMemory memory;
  private final HttpMetrics metrics;
  private final Problems problems;

  HistoryRoute(
      ParleyClient client,
      Visitors visitors,
      BodyMemory memory,
      HttpMetrics metrics,
      Problems problems) {
    this.client = client;
    this.visitors = visitors;
    this.memory = memory;
    this.metrics = metrics;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(PATH).handler(this::handle);
    router.route(PATH).handler(problems.otherMethods("GET"));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Future.succeededFuture()
        .map(begun -> asked(context))
        .compose(asked -> visitors.again(request, asked.visitor(), () -> read(context, asked)))
        .recover(failure -> problems.send(request, Problems.of(failure)))
        .onComplete(over -> metrics.answered(HttpMetrics.Kind.HISTORY, request.response()));
  }

  /** Completes when the page has left, or when nobody is there to read it. */
  private Future<Void> read(RoutingContext context, ReadHistory asked) {
    return client
        .history(asked)
        // A page may be megabytes: too much to write on an event loop.
        .compose(page -> context.vertx().executeBlocking(() -> json(page), false))
        .compose(body -> memory.hold(body.length(), () -> send(context.request(), body)));
  }

  private static ReadHistory asked(RoutingContext context) {
    UUID domainId =
        AdminRequest.optionalId(context, "domainId")
            .orElseThrow(() -> new InvalidFieldException("domainId", "is missing"));
    Optional<UUID> before = AdminRequest.optionalId(context, "before");
    int limit = AdminRequest.limit(context);
    return new ReadHistory(
        domainId,
        Visitors.required(context.request()),
        before,
        limit,
        UserToken.with(Optional.empty(), context.request()));
  }

  private static Buffer json(HistoryPage page) throws JsonProcessingException {
    return Buffer.buffer(JSON.writeValueAsBytes(page));
  }

  private static Future<Void> send(HttpServerRequest request, Buffer body) {
    return request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body)
        .otherwiseEmpty();
  }
}
