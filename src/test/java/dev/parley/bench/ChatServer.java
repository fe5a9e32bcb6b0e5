package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;

/** A server that is asked: one connection for each turn that is under way, none shared. */
final class ChatServer {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client;
  private final RequestOptions request;

  /**
   * @param connections the most of them; what is asked beyond waits
   */
  ChatServer(Vertx vertx, URI url, int connections) {
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setPipelining(false)
                    .setTcpNoDelay(true)
                    .setKeepAliveTimeout(600)
                    .setConnectTimeout((int) PATIENCE.toMillis()))
            .with(new PoolOptions().setHttp1MaxSize(connections))
            .build();
    this.request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(url.getHost())
            .setPort(url.getPort())
            .setURI("/api/bot/stream")
            .putHeader("Content-Type", "application/json");
  }

  /** Asks. Completes when the whole answer came; fails when it did not. */
  Future<Void> ask(Buffer turn, Listener listener) {
    return client
        .request(request)
        .compose(ready -> ready.send(turn))
        .compose(response -> hear(response, listener));
  }

  private static Future<Void> hear(HttpClientResponse response, Listener listener) {
    if (response.statusCode() != 200) {
      return Future.failedFuture("HTTP " + response.statusCode());
    }
    EventStreamEar ear = new EventStreamEar(listener);
    response.handler(ear::hear);
    return response.end().compose(ended -> ear.isWhole() ? whole(listener) : unfinished());
  }

  private static Future<Void> whole(Listener listener) {
    listener.end(System.nanoTime());
    return Future.succeededFuture();
  }

  private static Future<Void> unfinished() {
    return Future.failedFuture("an answer without its end mark");
  }
}
