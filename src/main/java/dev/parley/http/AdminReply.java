package dev.parley.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** How the admin routes answer: JSON, or plain text for a person who asks for it. */
final class AdminReply {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModules(new Jdk8Module(), new JavaTimeModule())
          .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_ABSENT, Include.ALWAYS))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE) // as their labels are
          .build();

  private AdminReply() {}

  /**
   * Sends what was asked for.
   *
   * @param text the same for a person
   */
  static <T> void send(
      HttpServerRequest request, int status, T value, Function<? super T, String> text) {
    boolean plain = wantsText(request);
    write(request, status, plain, body(plain, value, text));
  }

  /**
   * Sends what was made.
   *
   * @param path where it is from now on
   * @param text the same for a person
   */
  static <T> void created(
      HttpServerRequest request, String path, T value, Function<? super T, String> text) {
    request.response().putHeader(HttpHeaders.LOCATION, path);
    send(request, 201, value, text);
  }

  /**
   * Sends what was asked for, and may be large: it is written off the event loop. Fails when it
   * cannot be written; nothing is sent then.
   */
  static <T> Future<Void> sendLarge(
      RoutingContext context, T value, Function<? super T, String> text) {
    HttpServerRequest request = context.request();
    boolean plain = wantsText(request);
    return context
        .vertx()
        .executeBlocking(() -> body(plain, value, text), false)
        .onSuccess(body -> write(request, 200, plain, body))
        .mapEmpty();
  }

  private static boolean wantsText(HttpServerRequest request) {
    return AnswerFormats.prefersPlainText(AnswerFormats.accepted(request));
  }

  private static <T> Buffer body(boolean plain, T value, Function<? super T, String> text) {
    return plain ? Buffer.buffer(text.apply(value)) : json(value);
  }

  private static void write(HttpServerRequest request, int status, boolean plain, Buffer body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(
            HttpHeaders.CONTENT_TYPE, plain ? "text/plain; charset=utf-8" : "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body);
  }

  private static Buffer json(Object value) {
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every reply is a record of ours", e);
    }
  }
}
