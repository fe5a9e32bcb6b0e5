package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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

  /** Of the type {@code about:blank}: the title is then the status' own phrase. */
  Buffer json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "about:blank");
    json.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
    json.put("status", status);
    json.put("detail", detail);
    field.ifPresent(name -> json.put("field", name));
    return Buffer.buffer(json.toString());
  }

  ProblemException asException() {
    return new ProblemException(this);
  }
}
