package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.Proof;
import dev.parley.bus.Turn;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code POST /api/bot/stream}: a visitor's message comes in, the answer streams back. The same
 * {@code messageId} or {@code Idempotency-Key} again is the same turn.
 */
final class TurnRoute {

  static final String PATH = "/api/bot/stream";

  private final ParleyClient client;
  private final BodyCollector bodies;
  private final Origins origins;
  private final Visitors visitors;
  private final AnswerStreams streams;

  TurnRoute(
      ParleyClient client,
      BodyCollector bodies,
      Origins origins,
      Visitors visitors,
      AnswerStreams streams) {
    this.client = client;
    this.bodies = bodies;
    this.origins = origins;
    this.visitors = visitors;
    this.streams = streams;
  }

  /**
   * To be called before anything else is mounted: a turn is asked for most, and each route before
   * it would be matched in vain. What every request has to pass, it passes here.
   *
   * @param limits lets a request pass, or answers it
   */
  void mountFirst(Router router, Handler<RoutingContext> limits) {
    router.post(PATH).handler(limits).handler(origins::examine).handler(this::handle);
  }

  /** For the other methods, behind what every request has to pass. */
  void mountOn(Router router, Problems problems) {
    router.route(PATH).handler(problems.otherMethods("POST"));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    long begun = System.nanoTime();
    streams.serve(
        request,
        HttpMetrics.Kind.TURN,
        () -> {
          AnswerFormat format = AnswerFormats.acceptable(AnswerFormats.accepted(request));
          return bodies
              .collect(request)
              .compose(body -> admitted(context, body))
              .compose(
                  asked ->
                      ask(request, asked, answer -> streams.write(request, answer, format, begun)));
        });
  }

  /**
   * A page that may ask is told what is wrong with its body; any other one only that it may not.
   */
  private Future<TurnRequest> admitted(RoutingContext context, Buffer body) {
    visitors.unlessOverloaded(context.request());
    try {
      TurnRequest asked = TurnRequestParser.parse(body);
      return origins.admit(context, asked.domainId()).map(asked);
    } catch (InvalidFieldException wrong) {
      Future<Void> admitted =
          TurnRequestParser.domainId(body)
              .map(domainId -> origins.admit(context, domainId))
              .orElseGet(Future::succeededFuture);
      return admitted.compose(yes -> Future.failedFuture(wrong));
    }
  }

  /** What is wrong with it is found at once; who has no secret is given one when he is admitted. */
  private Future<Void> ask(
      HttpServerRequest request, TurnRequest asked, Function<Answer, Future<Void>> write) {
    Optional<VisitorSecret> known = asked.visitor(Visitors.header(request));
    Optional<String> key = asked.key(IdempotencyKey.of(request));
    Optional<Proof> proof = UserToken.with(asked.proof(), request);
    return visitors.turn(
        request,
        asked.domainId(),
        known,
        () -> {
          VisitorSecret visitor = known.orElseGet(() -> Visitors.issue(request.response()));
          return client.ask(new Turn(asked.domainId(), visitor, asked.message(), key, proof));
        },
        write);
  }
}
