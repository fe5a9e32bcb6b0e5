package dev.parley.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Lets nobody pass who does not bear the token (RFC 6750). How the scheme is written does not
 * matter (RFC 9110, section 11.1).
 */
final class BearerToken {

  private static final String SCHEME = "Bearer ";

  private final byte[] expected;
  private final Problems problems;

  /**
   * @throws IllegalArgumentException when the token is empty, for then anybody would pass
   */
  BearerToken(String token, Problems problems) {
    if (token.isBlank()) {
      throw new IllegalArgumentException("the admin token is empty");
    }
    this.expected = bytes(token);
    this.problems = problems;
  }

  void guard(Router router, String path) {
    router.route(path).handler(this::check);
  }

  private void check(RoutingContext context) {
    String given = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (given != null && isRight(given)) {
      context.next();
      return;
    }
    Problem problem =
        Problem.of(401, "The admin token is missing or wrong.")
            .withHeader("WWW-Authenticate", "Bearer realm=\"parley\"");
    problems.send(context.request(), problem);
  }

  private boolean isRight(String given) {
    return given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(expected, bytes(given.substring(SCHEME.length()).strip()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
