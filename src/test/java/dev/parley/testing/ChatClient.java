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
  private final HttpClient http;

  /** Each message on a connection of its own. */
  public ChatClient() {
    this(false);
  }

  /**
   * The same, or not.
   *
   * @param keepAlive whether a connection is used again for the next message
   */
  public ChatClient(boolean keepAlive) {
    http =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setKeepAlive(keepAlive))
            // What breaks is heard by whoever said something.
            .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
            .with(new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS))
            .build();
  }

  /** Says something to a server. Comes back at once. */
  public Said say(ParleyProcess server, UUID domain, String visitor, String message) {
    return say(server.port(), domain, visitor, message);
  }

  /** The same, to whoever listens on that port. */
  public Said say(int port, UUID domain, String visitor, String message) {
    return post(port, message, body(domain, visitor, message));
  }

  /** Says something with the key by which it is known when it is said again. */
  public Said sayOnce(
      ParleyProcess server, UUID domain, String visitor, String message, String messageId) {
    return sayOnce(server.port(), domain, visitor, message, messageId);
  }

  /** The same, to whoever listens on that port. */
  public Said sayOnce(int port, UUID domain, String visitor, String message, String messageId) {
    return post(port, message, body(domain, visitor, message).put("messageId", messageId));
  }

  /** Comes back to an answer after the n-th character. */
  public Said resume(ParleyProcess server, String visitor, String turn, int lastEventId) {
    return resume(server.port(), visitor, turn, lastEventId);
  }

  /** The same, from whoever listens on that port. */
  public Said resume(int port, String visitor, String turn, int lastEventId) {
    return resume(port, visitor, turn, lastEventId, 0);
  }

  /** The same, of that attempt at it. */
  public Said resume(int port, String visitor, String turn, int lastEventId, int attempt) {
    Said said = new Said("after " + lastEventId + " of " + turn);
    http.request(HttpMethod.GET, port, "127.0.0.1", "/api/bot/stream/" + turn)
        .compose(
            request ->
                request
                    .putHeader("Parley-Anonymous-Id", visitor)
                    .putHeader("Last-Event-ID", Integer.toString(lastEventId))
                    .putHeader("Parley-Attempt", Integer.toString(attempt))
                    .send()
                    .compose(said::listen))
        .onComplete(said::end);
    return said;
  }

  /** Presses stop. */
  public Said stop(ParleyProcess server, String visitor, String turn) {
    return stop(server.port(), visitor, turn);
  }

  /** The same, at whoever listens on that port. */
  public Said stop(int port, String visitor, String turn) {
    Said said = new Said("stop " + turn);
    http.request(HttpMethod.POST, port, "127.0.0.1", "/api/bot/stream/" + turn + "/stop")
        .compose(
            request ->
                request.putHeader("Parley-Anonymous-Id", visitor).send().compose(said::listen))
        .onComplete(said::end);
    return said;
  }

  private Said post(int port, String message, JsonObject body) {
    Said said = new Said(message);
    http.request(HttpMethod.POST, port, "127.0.0.1", "/api/bot/stream")
        .compose(request -> request.send(body.toBuffer()).compose(said::listen))
        .onComplete(said::end);
    return said;
  }

  private static JsonObject body(UUID domain, String visitor, String message) {
    return new JsonObject()
        .put("domainId", domain.toString())
        .put("message", message)
        .put("anonymousId", visitor);
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
