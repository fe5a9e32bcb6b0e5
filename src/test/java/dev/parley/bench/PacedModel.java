package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * A language model that speaks the OpenAI protocol at a steady pace. Each of its tokens is the time
 * at which it was sent, so that whoever hears it knows how long it was under way.
 */
final class PacedModel {

  private static final String EVENT =
      """
      data: {"id":"paced","object":"chat.completion.chunk","model":"paced","choices":[{"index":0,\
      "delta":{%s},"finish_reason":%s}]}

      """;

  private final Vertx vertx;
  private final Duration pace;
  private final int tokens;

  /**
   * @param pace from one token to the next
   * @param tokens how many an answer has
   */
  PacedModel(Vertx vertx, Duration pace, int tokens) {
    this.vertx = vertx;
    this.pace = pace;
    this.tokens = tokens;
  }

  Future<HttpServer> listen(int port) {
    return vertx.createHttpServer().requestHandler(this::answer).listen(port, "127.0.0.1");
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    request.body().onSuccess(asked -> speak(response));
  }

  private void speak(HttpServerResponse response) {
    new Object() {
      private int said;

      private void begin() {
        vertx.setPeriodic(pace.toMillis(), this::sayNext);
      }

      private void sayNext(long timer) {
        if (said < tokens) {
          said++;
          response.write(token());
        } else {
          vertx.cancelTimer(timer);
          response.end(end());
        }
      }
    }.begin();
  }

  private static Buffer token() {
    return Buffer.buffer(EVENT.formatted("\"content\":\"" + System.nanoTime() + " \"", "null"));
  }

  private static Buffer end() {
    return Buffer.buffer(EVENT.formatted("", "\"stop\"") + "data: [DONE]\n\n");
  }
}
