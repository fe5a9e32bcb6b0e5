package dev.parley.webhook;

import static dev.parley.testing.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A server that is sent events: it keeps what comes, and answers each path as it is told to. */
public final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, BiConsumer<Integer, HttpServerResponse>> answers =
      new ConcurrentHashMap<>();

  /** What came by one request. */
  public record Received(String path, Map<String, String> headers, Buffer body) {

    /** The event. */
    public JsonObject json() {
      return body.toJsonObject();
    }

    /** By which the event is known. */
    public String id() {
      return headers.get("webhook-id");
    }

    /** What happened. */
    public String type() {
      return json().getString("type");
    }
  }

  /** On a free port of an address. */
  public Receiver(Vertx vertx, String host, int port) {
    server = await(vertx.createHttpServer().requestHandler(this::receive).listen(port, host));
  }

  /** On a free port of 127.0.0.1. */
  public Receiver(Vertx vertx) {
    this(vertx, "127.0.0.1", 0);
  }

  /** Where it is. */
  public int port() {
    return server.actualPort();
  }

  /** A URL of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** How a path answers from now on: told how many requests came before, and the response. */
  public void answer(String path, BiConsumer<Integer, HttpServerResponse> answer) {
    answers.put(path, answer);
  }

  /** What came to a path. */
  public List<Received> received(String path) {
    return received.stream().filter(it -> it.path().equals(path)).toList();
  }

  private void receive(HttpServerRequest request) {
    Map<String, String> headers = new ConcurrentHashMap<>();
    request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    request
        .body()
        .onSuccess(
            body -> {
              int before = received(request.path()).size();
              received.add(new Received(request.path(), headers, body));
              answers
                  .getOrDefault(request.path(), (n, response) -> response.end())
                  .accept(before, request.response());
            });
  }

  @Override
  public void close() {
    await(server.close());
  }
}
