package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Who asks, by the secret that he bears, and whether he may. Belongs to one event loop. */
final class Visitors {

  static final String HEADER = "Parley-Anonymous-Id";

  private final Limits limits;
  private final DomainPolicies policies;
  private final LoadShedding shedding;

  Visitors(Limits limits, DomainPolicies policies, LoadShedding shedding) {
    this.limits = limits;
    this.policies = policies;
    this.shedding = shedding;
  }

  /** What the header says; it may be anything. */
  static Optional<String> header(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader(HEADER)).filter(value -> !value.isEmpty());
  }

  /**
   * Who writes: he proves himself in the body or in the header, and in both by the same secret.
   *
   * @param body the secret in the body, when there is one
   * @param header the value of the header, when there is one
   * @return empty when nobody said
   * @throws InvalidFieldException when the header breaks the secret's rule, or the two differ
   */
  static Optional<VisitorSecret> said(Optional<VisitorSecret> body, Optional<String> header) {
    Optional<VisitorSecret> fromHeader = header.map(VisitorSecret::new);
    if (body.isPresent() && fromHeader.isPresent() && !body.equals(fromHeader)) {
      throw new InvalidFieldException(
          "anonymousId", "must be the same in the body and in " + HEADER);
    }
    return body.or(() -> fromHeader);
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
   * Lets a turn be read, or not: whoever comes from no page may be told that there is too much to
   * do before it is known what he wants. A page is told only what its domain lets it know.
   *
   * @throws ProblemException 503 when it is not
   */
  void unlessOverloaded(HttpServerRequest request) {
    if (!request.headers().contains(HttpHeaders.ORIGIN)) {
      shedding.admit();
    }
  }

  /**
   * A turn, as far as its domain's limits and the load allow it. Fails with a {@link
   * ProblemException} when they do not, or with {@link Failure#UNKNOWN_DOMAIN}; then nobody was
   * asked.
   *
   * @param visitor empty for one who comes for the first time
   * @param ask asks for the answer
   * @param write completes when the answer has left, or when nobody is there to hear it
   */
  Future<Void> turn(
      HttpServerRequest request,
      UUID domainId,
      Optional<VisitorSecret> visitor,
      Supplier<Future<Answer>> ask,
      Function<Answer, Future<Void>> write) {
    return policies
        .of(domainId)
        .compose(
            policy -> {
              shedding.admit();
              return limits.turn(
                  policy, limits.asker(request, visitor), () -> shedding.watch(ask.get()), write);
            });
  }

  /** Completes when there is such a domain. Fails with {@link Failure#UNKNOWN_DOMAIN}. */
  Future<Void> known(UUID domainId) {
    return policies.of(domainId).mapEmpty();
  }

  /**
   * A code by mail, as far as the limits allow it: it costs a turn of the visitor's, if he bears a
   * secret, and one of his address's codes. Fails with a {@link ProblemException} when they do not,
   * or with {@link Failure#UNKNOWN_DOMAIN}; then nobody was asked.
   */
  <T> Future<T> code(
      HttpServerRequest request,
      UUID domainId,
      Optional<VisitorSecret> visitor,
      Supplier<Future<T>> ask) {
    return known(domainId).compose(it -> limits.code(limits.asker(request, visitor), ask));
  }

  /**
   * Fails with a {@link ProblemException}, 429, when too many codes were mailed to an address.
   *
   * @param wait for how long no more are; empty when there is nothing to wait for
   */
  Future<Void> unlessAddressWaits(Optional<Duration> wait) {
    return wait.<Future<Void>>map(it -> Future.failedFuture(limits.mailbox(it)))
        .orElseGet(Future::succeededFuture);
  }

  /**
   * Something small that is no turn, but costs the visitor one of his.
   *
   * @throws ProblemException 429 when he has none left; then nobody was asked
   */
  <T> Future<T> small(VisitorSecret visitor, Supplier<Future<T>> ask) {
    return limits.small(visitor, ask);
  }

  /**
   * An answer, or a page of what was said, that is heard again, as far as the limits allow it.
   * Fails with a {@link ProblemException} when they do not; then nobody was asked.
   *
   * @param hear completes when it has left, or when nobody is there to hear it
   */
  Future<Void> again(
      HttpServerRequest request, VisitorSecret visitor, Supplier<Future<Void>> hear) {
    return limits.again(limits.asker(request, Optional.of(visitor)), hear);
  }
}
