package dev.parley.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets nobody pass who does not bear the token (RFC 6750). */
final class BearerToken {

  private final byte[] expected;
  private final Problems problems;

  /**
   * @throws IllegalArgumentException when the token is empty, for then anybody would pass
   */
  BearerToken(String token, Problems problems) {
    if (token.isBlank()) {
      throw new IllegalArgumentException("the admin token is empty");
    }
    this.expected = bytes("Bearer " + token);
    this.problems = problems;
  }

  void guard(Router router, String path) {
    router.route(path).handler(this::check);
  }

  private void check(RoutingContext context) {
    String given = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (given != null && MessageDigest.isEqual(expected, bytes(given))) {
      context.next();
      return;
    }
    Problem problem =
        Problem.of(401, "The admin token is missing or wrong.")
            .withHeader("WWW-Authenticate", "Bearer realm=\"parley\"");
    problems.send(context.request(), problem);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
