package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.ParleyClient;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /api/bot/stream/{turn}}: an answer goes on where it broke, whether it still runs or is
 * stored.
 */
final class ResumeRoute {

  static final String PATH = TurnRoute.PATH + "/" + NamedTurn.VARIABLE;

  private final ParleyClient client;
  private final Origins origins;
  private final Visitors visitors;
  private final AnswerStreams streams;

  ResumeRoute(ParleyClient client, Origins origins, Visitors visitors, AnswerStreams streams) {
    this.client = client;
    this.origins = origins;
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
          AnswerFormat format = AnswerFormats.acceptable(AnswerFormats.accepted(request));
          ResumePoint point = ResumePoint.of(context);
          NamedTurn turn = NamedTurn.of(context);
          return visitors.again(
              request,
              turn.visitor(),
              () ->
                  client
                      .resume(turn.turnId(), turn.visitor(), point.from(), point.attempt())
                      .recover(NamedTurn::notFound)
                      .compose(answer -> admitted(context, answer))
                      .compose(answer -> streams.write(request, answer, format, begun)));
        });
  }

  /** Not before it is known that the turn is this visitor's. */
  private Future<Answer> admitted(RoutingContext context, Answer answer) {
    return origins
        .admit(context, answer.turn().domainId())
        .map(answer)
        .onFailure(refused -> answer.leave());
  }
}
