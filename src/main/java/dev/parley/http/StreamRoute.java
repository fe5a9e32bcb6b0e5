package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.Turn;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** {@code POST /api/bot/stream}: a visitor's message comes in, the answer streams back. */
final class StreamRoute {

  static final String PATH = "/api/bot/stream";
  static final String VISITOR_HEADER = "Parley-Anonymous-Id";

  /** The client left before he was answered; the number is nginx's. */
  private static final int CLIENT_GONE = 499;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final ParleyClient client;
  private final BodyCollector bodies;
  private final TokenBuckets limits;
  private final OpenTurns turns;
  private final HttpMetrics metrics;
  private final Problems problems;

  StreamRoute(
      ParleyClient client,
      BodyCollector bodies,
      TokenBuckets limits,
      OpenTurns turns,
      HttpMetrics metrics,
      Problems problems) {
    this.client = client;
    this.bodies = bodies;
    this.limits = limits;
    this.turns = turns;
    this.metrics = metrics;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.post(PATH).handler(this::handle);
    router.route(PATH).handler(problems.methodNotAllowed("POST"));
  }

  private void handle(RoutingContext context) {
    long begun = System.nanoTime();
    HttpServerRequest request = context.request();
    turns.begin();
    accept(request)
        .compose(
            format ->
                bodies
                    .collect(request)
                    .map(body -> turn(request, body))
                    .compose(client::ask)
                    .compose(answer -> write(request, answer, format, begun)))
        .recover(failure -> problems.send(request, Problems.of(failure)))
        .onComplete(
            over -> {
              metrics.turn(status(request.response()));
              turns.end();
            });
  }

  private static int status(HttpServerResponse response) {
    return response.headWritten() ? response.getStatusCode() : CLIENT_GONE;
  }

  private Future<AnswerFormat> accept(HttpServerRequest request) {
    if (turns.refused()) {
      request.response().putHeader("Connection", "close");
      Problem later = Problem.retry(503, SOON, "The server is going down. Try again.");
      return Future.failedFuture(later.asException());
    }
    try {
      return Future.succeededFuture(AnswerFormats.acceptable(request.getHeader("Accept")));
    } catch (ProblemException notAcceptable) {
      return Future.failedFuture(notAcceptable);
    }
  }

  private Turn turn(HttpServerRequest request, Buffer body) {
    TurnRequest asked = TurnRequestParser.parse(body);
    Optional<String> header =
        Optional.ofNullable(request.getHeader(VISITOR_HEADER)).filter(value -> !value.isEmpty());
    Optional<VisitorSecret> known = asked.visitor(header);
    known.ifPresent(this::requireToken);
    VisitorSecret visitor = known.orElseGet(() -> issue(request.response()));
    return new Turn(asked.domainId(), visitor, asked.message());
  }

  private void requireToken(VisitorSecret visitor) {
    Duration wait = limits.take(visitor);
    if (!wait.isZero()) {
      throw Problem.retry(429, wait, "You write too fast. Try again later.").asException();
    }
  }

  private static VisitorSecret issue(HttpServerResponse response) {
    VisitorSecret issued = VisitorSecret.issue();
    response.putHeader(VISITOR_HEADER, issued.value());
    return issued;
  }

  private Future<Void> write(
      HttpServerRequest request, Answer answer, AnswerFormat format, long begun) {
    AnswerWriter.Surroundings around = new AnswerWriter.Surroundings(turns, metrics);
    return new AnswerWriter(request, answer, format, around, begun).write();
  }
}
