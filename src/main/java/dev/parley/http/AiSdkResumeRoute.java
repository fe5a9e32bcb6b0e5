package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code GET /api/ai-sdk/{domainId}/{chatId}/stream}: the answer that runs in a chat, from its
 * beginning, as {@code useChat} resumes it. 204 when none runs, also where there is no such chat or
 * domain: a page asks whenever it is opened, and shows any other status as an error.
 */
final class AiSdkResumeRoute {

  static final String PATH = AiSdkRoute.PATH + "/:chatId/stream";

  private final ParleyClient client;
  private final Visitors visitors;
  private final AnswerStreams streams;

  AiSdkResumeRoute(ParleyClient client, Visitors visitors, AnswerStreams streams) {
    this.client = client;
    this.visitors = visitors;
    this.streams = streams;
  }

  void mountOn(Router router, Problems problems) {
    router.get(PATH).handler(this::handle);
    router.head(PATH).handler(this::handle);
    router.route(PATH).handler(problems.otherMethods("GET, HEAD"));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    long begun = System.nanoTime();
    streams.serve(
        request,
        HttpMetrics.Kind.RESUME,
        () -> {
          AnswerFormats.requireEventStream(AnswerFormats.accepted(request));
          return resume(context, begun);
        });
  }

  private Future<Void> resume(RoutingContext context, long begun) {
    HttpServerRequest request = context.request();
    String chatId = context.pathParam("chatId");
    try {
      UUID domainId = Uuids.parse("domainId", context.pathParam("domainId"));
      VisitorSecret visitor = AiSdkRoute.visitor(request, chatId);
      String keys = ChatKey.prefix(chatId);
      return visitors.again(
          request,
          visitor,
          () -> running(domainId, visitor, keys).compose(it -> write(request, it, begun)));
    } catch (InvalidFieldException noSuchChat) {
      return NoContent.send(request);
    }
  }

  private Future<Optional<Answer>> running(UUID domainId, VisitorSecret visitor, String keys) {
    return client
        .resumeLatest(domainId, visitor, keys)
        .map(AiSdkResumeRoute::unlessOver)
        .recover(AiSdkResumeRoute::unlessUnknown);
  }

  private Future<Void> write(HttpServerRequest request, Optional<Answer> answer, long begun) {
    return answer.isPresent()
        ? streams.write(request, answer.get(), AiSdkRoute.FORMAT, begun)
        : NoContent.send(request);
  }

  private static Optional<Answer> unlessOver(Answer answer) {
    if (answer.replayed()) {
      answer.leave();
      return Optional.empty();
    }
    return Optional.of(answer);
  }

  private static Future<Optional<Answer>> unlessUnknown(Throwable failure) {
    return Failure.of(failure) == Failure.NOT_FOUND
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }
}
