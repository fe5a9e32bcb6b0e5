package dev.parley.widget;

import static dev.parley.testing.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A website of somebody else, on another port than Parley's: pages that a test writes. */
final class Pages implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final HttpServer server =
      await(
          vertx
              .createHttpServer()
              .requestHandler(request -> send(request.path(), request.response()))
              .listen(0, "127.0.0.1"));

  private record Page(String html, Optional<String> policy) {}

  /** Puts a page there. Returns its address. */
  String put(String name, String html) {
    return put(name, new Page(html, Optional.empty()));
  }

  /** The same, with a Content-Security-Policy. */
  String put(String name, String html, String policy) {
    return put(name, new Page(html, Optional.of(policy)));
  }

  private String put(String name, Page page) {
    pages.put("/" + name, page);
    return "http://127.0.0.1:" + server.actualPort() + "/" + name;
  }

  /** A whole page around a body. */
  static String html(String lang, String head, String body) {
    return """
        <!doctype html><html lang="%s"><head><meta charset="utf-8"><title>A shop</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">%s</head><body>
        <main><h1>A shop</h1><p>Tea, and what one needs for it.</p>%s</main></body></html>
        """
        .formatted(lang, head, body);
  }

  /** For which paths somebody asked, whether they were there or not. */
  Set<String> asked() {
    return asked;
  }

  private void send(String path, HttpServerResponse response) {
    asked.add(path);
    Page page = pages.get(path);
    if (page == null) {
      response.setStatusCode(404).end();
      return;
    }
    page.policy().ifPresent(it -> response.putHeader("Content-Security-Policy", it));
    String type = path.endsWith(".js") ? "text/javascript" : "text/html";
    response.putHeader("Content-Type", type + "; charset=utf-8").end(page.html());
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
