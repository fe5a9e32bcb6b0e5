package dev.parley.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Sends a shipped file: compressed where that is welcome, and only when the client does not have it
 * (RFC 9110, sections 8.8.3, 12.5.3 and 13.1.2). Every page may use it.
 */
final class FileReply {

  private FileReply() {}

  /**
   * @param cacheControl how long it may be kept
   */
  static void send(RoutingContext context, ShippedFile file, String cacheControl) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = request.response();
    boolean compressed = acceptsGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    // Strong, so another one for other bytes.
    String etag = '"' + file.hash() + (compressed ? "-gzip" : "") + '"';
    response
        .putHeader(HttpHeaders.ETAG, etag)
        .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Access-Control-Allow-Origin", "*")
        .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
    if (isKept(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, file.contentType());
    if (compressed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    Buffer body = compressed ? file.gzip() : file.plain();
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    response.end(request.method().equals(HttpMethod.HEAD) ? Buffer.buffer() : body);
  }

  private static boolean acceptsGzip(String accept) {
    return accept != null
        && Stream.of(accept.toLowerCase(Locale.ROOT).split(",", -1))
            .map(coding -> coding.split(";", -1))
            .anyMatch(coding -> coding[0].strip().equals("gzip") && Quality.of(coding) > 0);
  }

  /** A proxy may have made the tag a weak one on its way. */
  private static boolean isKept(String tags, String etag) {
    return tags != null
        && Stream.of(tags.split(",", -1))
            .map(tag -> tag.strip().replaceFirst("^W/", ""))
            .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
  }
}
