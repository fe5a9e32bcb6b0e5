package dev.parley.http;

import dev.parley.bus.Proof;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/**
 * A visitor's token in the header {@code Authorization} (RFC 6750, section 2.1). Another scheme
 * than {@code Bearer} is some proxy's affair, and not read.
 */
final class UserToken {

  private static final String SCHEME = "Bearer";

  /** Proves nothing. */
  private static final String CONTRADICTORY = "";

  private UserToken() {}

  /**
   * All that a request vouches by, its header included. Two tokens that differ prove nothing.
   *
   * @param body what the body says
   */
  static Optional<Proof> with(Optional<Proof> body, HttpServerRequest request) {
    if (!request.headers().contains(HttpHeaders.AUTHORIZATION)) {
      return body;
    }
    Optional<String> token = of(request.headers().getAll(HttpHeaders.AUTHORIZATION));
    if (token.isEmpty()) {
      return body;
    }
    Optional<String> other = body.flatMap(Proof::userToken).filter(it -> !it.equals(token.get()));
    return Optional.of(
        new Proof(
            body.flatMap(Proof::email),
            body.flatMap(Proof::userHash),
            other.isPresent() ? Optional.of(CONTRADICTORY) : token));
  }

  private static Optional<String> of(List<String> headers) {
    return headers.stream()
        .filter(UserToken::isBearer)
        .map(value -> value.substring(SCHEME.length()).strip())
        .reduce((one, other) -> one.equals(other) ? one : CONTRADICTORY);
  }

  private static boolean isBearer(String value) {
    return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (value.length() == SCHEME.length()
            || Character.isWhitespace(value.charAt(SCHEME.length())));
  }
}
