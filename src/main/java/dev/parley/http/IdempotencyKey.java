package dev.parley.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * The header {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header): by the draft a
 * string in quotes, by most clients the bare key; both are taken.
 */
final class IdempotencyKey {

  static final String HEADER = "Idempotency-Key";

  private IdempotencyKey() {}

  /** The key, of whatever length. */
  static Optional<String> of(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader(HEADER)).map(IdempotencyKey::unquoted);
  }

  /** A string of RFC 9651, section 3.3.3: a backslash stands before a quote or a backslash. */
  static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
  }
}
