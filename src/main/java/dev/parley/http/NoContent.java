package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** The answer that says nothing but that all is well: 204, or 202 for what is still to be done. */
final class NoContent {

  private NoContent() {}

  /** Completes when it has left, or when nobody is there to read it. */
  static Future<Void> send(HttpServerRequest request) {
    return send(request, 204);
  }

  /** The same with another status. */
  static Future<Void> send(HttpServerRequest request, int status) {
    return request
        .response()
        .setStatusCode(status)
        .putHeader("Cache-Control", "no-store")
        .end()
        .otherwiseEmpty();
  }
}
