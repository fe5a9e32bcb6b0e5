package dev.parley.http;

import dev.parley.bus.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What every route that streams an answer has in common: on the way down it takes nobody, what runs
 * is waited for, a failure before the first byte is a problem, and the outcome is counted.
 */
final class AnswerStreams {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final OpenTurns turns;
  private final HttpMetrics metrics;
  private final Problems problems;

  AnswerStreams(OpenTurns turns, HttpMetrics metrics, Problems problems) {
    this.turns = turns;
    this.metrics = metrics;
    this.problems = problems;
  }

  /**
   * Serves one request.
   *
   * @param work completes when the answer has left; what it throws or fails with becomes a problem
   */
  void serve(HttpServerRequest request, HttpMetrics.Kind kind, Supplier<Future<Void>> work) {
    turns.begin();
    attempt(request, work)
        .recover(failure -> problems.send(request, Problems.of(failure)))
        .onComplete(
            over -> {
              metrics.answered(kind, request.response());
              turns.end();
            });
  }

  private Future<Void> attempt(HttpServerRequest request, Supplier<Future<Void>> work) {
    if (turns.refused()) {
      request.response().putHeader("Connection", "close");
      Problem later = Problem.retry(503, SOON, "The server is going down. Try again.");
      return Future.failedFuture(later.asException());
    }
    try {
      return work.get();
    } catch (Throwable refused) { // whatever it is, it is answered
      return Future.failedFuture(refused);
    }
  }

  /**
   * Writes an answer, or, for a {@code HEAD}, what it would begin with.
   *
   * @param begun when the request came, as {@link System#nanoTime()}
   */
  Future<Void> write(HttpServerRequest request, Answer answer, AnswerFormat format, long begun) {
    AnswerHead head = new AnswerHead(request, answer, format);
    if (request.method().equals(HttpMethod.HEAD)) {
      answer.leave();
      head.prepare();
      return request.response().end().otherwiseEmpty();
    }
    return new AnswerWriter(head, new AnswerWriter.Surroundings(turns, metrics), begun).write();
  }
}
