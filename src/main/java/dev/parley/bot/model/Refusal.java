package dev.parley.bot.model;

import dev.parley.bot.model.ModelFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;

/** Reads why a provider refuses: as much of the response's body as a log line takes. */
final class Refusal {

  private static final int LONGEST_REASON = 2_000;

  /** What is told of a body that may be a page for people. */
  private static final int LONGEST_BEGINNING = 200;

  private Refusal() {}

  /** Completes when the reason is there, or is long enough. Its response may be left then. */
  static Future<ModelFailure> read(HttpClientResponse response) {
    Promise<ModelFailure> read = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        bytes -> {
          if (body.length() < LONGEST_REASON) {
            body.appendBuffer(bytes);
          } else {
            read.tryComplete(failure(response, body));
          }
        });
    response.endHandler(end -> read.tryComplete(failure(response, body)));
    return read.future();
  }

  private static ModelFailure failure(HttpClientResponse response, Buffer body) {
    String reason = body.getString(0, Math.min(body.length(), LONGEST_REASON));
    return ModelFailure.ofStatus(response.statusCode(), inOneLine(reason), retryAfter(response));
  }

  /**
   * What a response without an event is: a refusal when it tells of an error (LM Studio answers 200
   * to whatever it does not know), else one that broke off.
   *
   * @param beginning of its body, or all of it
   */
  static ModelFailure withoutEvents(HttpClientResponse response, Buffer beginning) {
    String body = beginning.toString().strip();
    boolean tellsOfError = ErrorEvent.read(withoutList(body)).isPresent();
    String text = inOneLine(body);
    return new ModelFailure(
        tellsOfError ? Kind.REFUSED : Kind.BROKEN_OFF,
        "no event came, but HTTP %d, %s: %s"
            .formatted(
                response.statusCode(),
                inOneLine(String.valueOf(response.getHeader("Content-Type"))),
                text.substring(0, Math.min(text.length(), LONGEST_BEGINNING))));
  }

  /** Google's errors are the only item of a list. */
  private static String withoutList(String json) {
    return json.startsWith("[") && json.endsWith("]") ? json.substring(1, json.length() - 1) : json;
  }

  /** As much of a reason as a log line takes. */
  static String inOneLine(String reason) {
    return reason
        .substring(0, Math.min(reason.length(), LONGEST_REASON))
        .replaceAll("[\\s\\p{Cntrl}]+", " ");
  }

  /** In seconds (RFC 9110, 10.2.3); the form with a date is for longer times than we wait. */
  private static Optional<Duration> retryAfter(HttpClientResponse response) {
    String value = response.getHeader("Retry-After");
    if (value == null) {
      return Optional.empty();
    }
    return value.matches("\\d{1,9}(\\.\\d{1,9})?")
        ? Optional.of(Duration.ofMillis((long) (Double.parseDouble(value) * 1000)))
        : Optional.of(Duration.ofDays(1));
  }
}
