package dev.parley.http;

import dev.parley.bus.Answer;
import io.vertx.core.http.HttpHeaders;
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

  private static final CharSequence NEITHER_KEPT_NOR_CHANGED =
      HttpHeaders.createOptimized("no-cache, no-transform");
  private static final CharSequence BUFFERING = HttpHeaders.createOptimized("X-Accel-Buffering");
  private static final CharSequence NO = HttpHeaders.createOptimized("no");
  private static final CharSequence TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence TURN = HttpHeaders.createOptimized("Parley-Turn");
  private static final CharSequence ATTEMPT = HttpHeaders.createOptimized("Parley-Attempt");

  /** Puts the headers on the response, unless they have left. */
  void prepare() {
    HttpServerResponse response = request.response();
    if (response.headWritten()) {
      return;
    }
    response.setChunked(true);
    response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
    response.putHeader(HttpHeaders.CACHE_CONTROL, NEITHER_KEPT_NOR_CHANGED);
    response.putHeader(BUFFERING, NO);
    response.putHeader(TYPE_OPTIONS, NOSNIFF);
    response.putHeader(TURN, answer.turn().turnId().toString());
    if (answer.attempt() > 0) {
      response.putHeader(ATTEMPT, Integer.toString(answer.attempt()));
    }
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
