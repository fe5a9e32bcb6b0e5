package dev.parley.testing;

import static dev.parley.testing.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Many visitors at once, each with a connection of his own. Thread-safe. */
public final class ChatClient implements AutoCloseable {

  private static final int MOST_CONNECTIONS = 1000;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      vertx
          .httpClientBuilder()
          .with(new HttpClientOptions().setKeepAlive(false))
          // What breaks is heard by whoever said something.
          .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
          .with(new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS))
          .build();

  /** Says something to a server. Comes back at once. */
  public Said say(ParleyProcess server, UUID domain, String visitor, String message) {
    return say(server.port(), domain, visitor, message);
  }

  /** The same, to whoever listens on that port. */
  public Said say(int port, UUID domain, String visitor, String message) {
    Said said = new Said(message);
    http.request(HttpMethod.POST, port, "127.0.0.1", "/api/bot/stream")
        .compose(request -> request.send(body(domain, visitor, message)))
        .compose(said::listen)
        .onComplete(said::end);
    return said;
  }

  private static String body(UUID domain, String visitor, String message) {
    return new JsonObject()
        .put("domainId", domain.toString())
        .put("message", message)
        .put("anonymousId", visitor)
        .encode();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
