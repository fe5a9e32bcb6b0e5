package dev.parley.bot.model;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;

/** Reads why a provider refuses: as much of the response's body as a log line takes. */
final class Refusal {

  private static final int LONGEST_REASON = 2_000;

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
