package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;

/** Who asks, by the secret that he bears, and how often he may. */
final class Visitors {

  static final String HEADER = "Parley-Anonymous-Id";

  private final TokenBuckets limits;

  Visitors(TokenBuckets limits) {
    this.limits = limits;
  }

  /** What the header says; it may be anything. */
  static Optional<String> header(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader(HEADER)).filter(value -> !value.isEmpty());
  }

  /**
   * The secret in the header.
   *
   * @throws InvalidFieldException when there is none, or it breaks its rule
   */
  static VisitorSecret required(HttpServerRequest request) {
    return header(request)
        .map(VisitorSecret::new)
        .orElseThrow(() -> new InvalidFieldException(HEADER, "is missing"));
  }

  /** A secret for a visitor who has none, told him in the response's header. */
  static VisitorSecret issue(HttpServerResponse response) {
    VisitorSecret issued = VisitorSecret.issue();
    response.putHeader(HEADER, issued.value());
    return issued;
  }

  /**
   * Costs the visitor a token.
   *
   * @throws ProblemException 429 when he has none left
   */
  void admit(VisitorSecret visitor) {
    Duration wait = limits.take(visitor);
    if (!wait.isZero()) {
      throw Problem.retry(429, wait, "You write too fast. Try again later.").asException();
    }
  }
}
