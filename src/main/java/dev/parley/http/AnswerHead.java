package dev.parley.http;

import dev.parley.bus.Answer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * What an answer is written into, and the headers it begins with.
 *
 * @param request whose response it is
 * @param answer what is said
 * @param format how it is written
 */
record AnswerHead(HttpServerRequest request, Answer answer, AnswerFormat format) {

  /** Puts the headers on the response, unless they have left. */
  void prepare() {
    HttpServerResponse response = request.response();
    if (response.headWritten()) {
      return;
    }
    response.setChunked(true);
    response.putHeader("Content-Type", format.contentType());
    response.putHeader("Cache-Control", "no-cache, no-transform");
    response.putHeader("X-Accel-Buffering", "no");
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Parley-Turn", answer.turn().turnId().toString());
    format.headers().forEach(response::putHeader);
    if (answer.replayed()) {
      response.putHeader("Parley-Replayed", "true");
    }
    if (endsWithConnection()) {
      response.putHeader("Connection", "close");
    }
  }

  /** HTTP/1.0 has no chunks: there the connection's end is the answer's. */
  boolean endsWithConnection() {
    return request.version() == HttpVersion.HTTP_1_0;
  }
}
