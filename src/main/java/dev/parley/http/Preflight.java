package dev.parley.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** What browsers are told (the Fetch standard, "CORS protocol"). Without state. */
final class Preflight {

  private static final String METHODS = "GET, HEAD, POST";
  private static final String ASKS = "Access-Control-Request-Headers";

  /** Those that are ours. */
  private static final String REQUEST_HEADERS =
      "content-type, parley-anonymous-id, parley-attempt, idempotency-key, last-event-id,"
          + " authorization";

  /**
   * Names of headers, with commas between them (RFC 9110, sections 5.1 and 5.6.1). Nothing that was
   * matched is tried in another way: each name would lie on the stack.
   */
  private static final Pattern HEADER_NAMES =
      Pattern.compile("[\\w!#$%&'*+.^`|~-]++(?:[ \\t]*+,[ \\t]*+[\\w!#$%&'*+.^`|~-]++)*+");

  private static final CharSequence RESPONSE_HEADERS =
      HttpHeaders.createOptimized(
          "Parley-Turn, Parley-Attempt, Parley-Anonymous-Id, Parley-Replayed, Retry-After,"
              + " x-vercel-ai-ui-message-stream");
  private static final String PREFLIGHT_SECONDS = "7200"; // Chromium takes no more

  private Preflight() {}

  /** A page of this origin may read the answer, and its headers. */
  static void show(HttpServerResponse response, String origin) {
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
  }

  /** No page may read the answer after all. */
  static void hide(HttpServerResponse response) {
    response.headers().remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
    response.headers().remove(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS);
  }

  /**
   * Answers a preflight. Whether the page may ask was seen to before, if the domain is known here;
   * else it will be, and until then every page may try.
   */
  static void answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!isPreflight(request)) {
      context.next();
      return;
    }
    HttpServerResponse response = request.response();
    response.putHeader(
        HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.getHeader(HttpHeaders.ORIGIN));
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, requestHeaders(request));
    response.putHeader(HttpHeaders.VARY, "Origin, " + ASKS);
    response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    response.setStatusCode(204).end();
  }

  /** Pages and their libraries send headers of their own, such as {@code User-Agent}. */
  private static String requestHeaders(HttpServerRequest request) {
    String asked = request.getHeader(ASKS);
    return asked != null && HEADER_NAMES.matcher(asked).matches()
        ? REQUEST_HEADERS + ", " + asked
        : REQUEST_HEADERS;
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
