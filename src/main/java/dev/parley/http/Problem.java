package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Why a request was refused, as RFC 9457 has it. Never a stack trace, never SQL.
 *
 * @param status the HTTP status
 * @param detail one sentence for whoever sent the request
 * @param field the offending field, for a 400
 * @param headers what the status needs beside it, such as {@code Retry-After}
 */
record Problem(int status, String detail, Optional<String> field, Map<String, String> headers) {

  static final String CONTENT_TYPE = "application/problem+json";

  static Problem of(int status, String detail) {
    return new Problem(status, detail, Optional.empty(), Map.of());
  }

  static Problem invalid(String field, String detail) {
    return new Problem(400, detail, Optional.of(field), Map.of());
  }

  /** Later, please. */
  static Problem retry(int status, Duration after, String detail) {
    long seconds = Math.max(1, after.plusNanos(999_999_999).toSeconds());
    return new Problem(
        status, detail, Optional.empty(), Map.of("Retry-After", Long.toString(seconds)));
  }

  Problem withHeader(String name, String value) {
    return new Problem(status, detail, field, Map.of(name, value));
  }

  /** Names every header of its answer, but for its length. */
  void eachHeader(BiConsumer<String, String> header) {
    header.accept("Content-Type", CONTENT_TYPE);
    header.accept("Cache-Control", "no-store");
    header.accept("X-Content-Type-Options", "nosniff");
    headers.forEach(header);
  }

  /** The body, as RFC 9457 has it. */
  Buffer json() {
    return Buffer.buffer(text());
  }

  /** The whole answer, for where nobody has made a request of Vert.x' from what came. */
  FullHttpResponse response() {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.copiedBuffer(text(), StandardCharsets.UTF_8));
    eachHeader(response.headers()::set);
    HttpUtil.setContentLength(response, response.content().readableBytes());
    return response;
  }

  /** Of the type {@code about:blank}: the title is then the status' own phrase. */
  private String text() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "about:blank");
    json.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
    json.put("status", status);
    json.put("detail", detail);
    field.ifPresent(name -> json.put("field", name));
    return json.toString();
  }

  ProblemException asException() {
    return new ProblemException(this);
  }
}
