package dev.parley.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to a receiver, who may be slow, endless, or no web server at all: it is over within
 * its time, whatever he does, and takes no more memory than a few kilobytes. Not thread-safe.
 */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** What an answer says is of no use. One that is longer costs its connection. */
  private static final int MOST_BYTES = 16_384;

  private final Vertx vertx;
  private final HttpClient http;
  private final Duration timeout;
  private final Promise<Attempt> over = Promise.promise();

  private Optional<HttpClientRequest> request = Optional.empty();
  private Optional<Attempt> answered = Optional.empty();
  private int bytes;
  private long timer;
  private boolean ended;

  Exchange(Vertx vertx, HttpClient http, Duration timeout) {
    this.vertx = vertx;
    this.http = http;
    this.timeout = timeout;
  }

  /** Completes when it is over, however it went. Never fails. */
  Future<Attempt> over() {
    return over.future();
  }

  void begin(Future<RequestOptions> where, Claimed delivery) {
    timer =
        vertx.setTimer(
            timeout.toMillis(), late -> abort("took longer than " + timeout.toMillis() + " ms"));
    where.compose(http::request).onSuccess(begun -> send(begun, delivery)).onFailure(this::fail);
  }

  private void send(HttpClientRequest begun, Claimed delivery) {
    if (ended) {
      begun.reset();
      return;
    }
    request = Optional.of(begun);
    Buffer body = delivery.body().orElseThrow();
    long now = Instant.now().getEpochSecond();
    begun
        .putHeader("content-type", "application/json")
        .putHeader("user-agent", "Parley-Webhooks")
        .putHeader("webhook-id", delivery.id().toString())
        .putHeader("webhook-timestamp", Long.toString(now))
        .putHeader(
            "webhook-signature",
            Signature.of(delivery.secrets(), delivery.id().toString(), now, body));
    begun.send(body).onSuccess(this::read).onFailure(this::fail);
  }

  private void read(HttpClientResponse response) {
    Duration retryAfter = RetryAfter.of(response.getHeader("retry-after"), Instant.now());
    answered = Optional.of(Attempt.answered(response.statusCode(), retryAfter));
    response.exceptionHandler(cause -> end(answered.get()));
    response.endHandler(all -> end(answered.get()));
    response.handler(
        part -> {
          bytes += part.length();
          if (bytes > MOST_BYTES) {
            abort("");
          }
        });
  }

  private void fail(Throwable cause) {
    LOG.debug("no answer", cause);
    end(Attempt.failed(Reason.of(cause)));
  }

  /**
   * Ends it where it is. The status counts, if there is one.
   *
   * @param why it failed, if there is none
   */
  void abort(String why) {
    if (!ended) {
      end(answered.orElseGet(() -> Attempt.failed(why)));
      request.ifPresent(HttpClientRequest::reset);
    }
  }

  private void end(Attempt attempt) {
    if (!ended) {
      ended = true;
      vertx.cancelTimer(timer);
      over.complete(attempt);
    }
  }
}
