package dev.parley.chaos;

import static dev.parley.testing.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A language model that never says the same twice: who heard one answer to the end while another
 * one is stored has heard a lie, and it shows. Speaks the OpenAI protocol.
 */
final class ChaosModel implements AutoCloseable {

  private static final String EVENT =
      """
      data: {"id":"chaos","object":"chat.completion.chunk","model":"chaos","choices":[{"index":0,\
      "delta":{%s},"finish_reason":%s}]}

      """;

  private static final int FEWEST_TOKENS = 4;
  private static final int MOST_TOKENS = 40;
  private static final int PACE_MILLIS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private final Random random;
  private final HttpServer server;

  ChaosModel(long seed) {
    random = new Random(seed);
    server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  /** The base URL, for {@code OPENAI_BASE_URL}. */
  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1";
  }

  private void take(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.exceptionHandler(gone -> {});
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    int tokens = FEWEST_TOKENS + random.nextInt(MOST_TOKENS - FEWEST_TOKENS);
    request.body().onSuccess(body -> speak(response, asked.incrementAndGet(), tokens));
  }

  private void speak(HttpServerResponse response, int number, int tokens) {
    int[] said = {0};
    vertx.setPeriodic(
        PACE_MILLIS,
        timer -> {
          if (response.closed()) {
            vertx.cancelTimer(timer);
          } else if (said[0] < tokens) {
            response.write(token("answer " + number + " word " + said[0]++ + ", "));
          } else {
            vertx.cancelTimer(timer);
            response.end(Buffer.buffer(EVENT.formatted("", "\"stop\"") + "data: [DONE]\n\n"));
          }
        });
  }

  private static Buffer token(String text) {
    return Buffer.buffer(EVENT.formatted("\"content\":\"" + text + "\"", "null"));
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
