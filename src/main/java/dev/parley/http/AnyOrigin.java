package dev.parley.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Lets every page call, whatever its origin looks like (the Fetch standard, "CORS protocol"):
 * browser extensions, apps and local files have origins that Vert.x' own handler takes for
 * malformed. No cookie is ever read here, so {@code *} gives nothing away. Without state.
 */
final class AnyOrigin implements Handler<RoutingContext> {

  private static final String METHODS = "GET, HEAD, POST";
  private static final String ASKS = "Access-Control-Request-Headers";

  /** Those that are ours. */
  private static final String REQUEST_HEADERS =
      "content-type, parley-anonymous-id, idempotency-key, last-event-id, authorization";

  /** Names of headers, with commas between them (RFC 9110, sections 5.1 and 5.6.1). */
  private static final Pattern HEADER_NAMES =
      Pattern.compile("[\\w!#$%&'*+.^`|~-]+(?:[ \\t]*,[ \\t]*[\\w!#$%&'*+.^`|~-]+)*");

  private static final CharSequence ALLOW_ORIGIN =
      HttpHeaders.createOptimized("Access-Control-Allow-Origin");
  private static final CharSequence ANY = HttpHeaders.createOptimized("*");
  private static final CharSequence EXPOSE_HEADERS =
      HttpHeaders.createOptimized("Access-Control-Expose-Headers");
  private static final CharSequence RESPONSE_HEADERS =
      HttpHeaders.createOptimized(
          "Parley-Turn, Parley-Anonymous-Id, Parley-Replayed, Retry-After,"
              + " x-vercel-ai-ui-message-stream");
  private static final String PREFLIGHT_SECONDS = "7200"; // Chromium takes no more

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = request.response();
    response.putHeader(ALLOW_ORIGIN, ANY);
    response.putHeader(EXPOSE_HEADERS, RESPONSE_HEADERS);
    if (isPreflight(request)) {
      response.putHeader("Access-Control-Allow-Methods", METHODS);
      response.putHeader("Access-Control-Allow-Headers", requestHeaders(request));
      response.putHeader("Vary", ASKS);
      response.putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
      response.setStatusCode(204).end();
    } else {
      context.next();
    }
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
        && request.headers().contains("Origin")
        && request.headers().contains("Access-Control-Request-Method");
  }
}
