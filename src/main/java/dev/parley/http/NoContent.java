package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** The answer that says nothing but that all is well: 204. */
final class NoContent {

  private NoContent() {}

  /** Completes when it has left, or when nobody is there to read it. */
  static Future<Void> send(HttpServerRequest request) {
    return request
        .response()
        .setStatusCode(204)
        .putHeader("Cache-Control", "no-store")
        .end()
        .otherwiseEmpty();
  }
}
