package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.Failure;
import dev.parley.bus.VisitorSecret;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.LimitSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How much may be asked for: turns and the tokens of their answers, by visitor, address and domain;
 * requests of every kind by address; and answers that are heard at the same time. A turn that one
 * limit refuses takes nothing from the others. The limits know a client by what he presents, so
 * that a refusal tells nothing of what is stored. Thread-safe: one serves all HTTP verticles, and
 * what it counts is of this process.
 */
public final class Limits {

  /** Nobody knows when an answer will be over. */
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  /** Longer than any page takes that is read at all. */
  private static final Duration A_PAGE = Duration.ofSeconds(1);

  private final boolean enabled;
  private final ClientAddresses addresses;
  private final Allowances allowances;
  private final StreamPlaces places;
  private final ConnectionPlaces connections;
  private final BodyMemory bodies;
  private final Map<Limit, Counter> refusals = new EnumMap<>(Limit.class);

  /**
   * Limits on the system's clock.
   *
   * @param trustedProxies whose {@code X-Forwarded-For} is believed
   * @param meters where refusals are counted
   */
  public Limits(LimitSettings limits, AddressRanges trustedProxies, MeterRegistry meters) {
    this(
        limits,
        trustedProxies,
        meters,
        System::nanoTime,
        BodyMemory.ofHeap(meters, HttpVerticle.SIDE));
  }

  /** Limits on another clock, and with another memory for bodies, for tests. */
  Limits(
      LimitSettings limits,
      AddressRanges trustedProxies,
      MeterRegistry meters,
      LongSupplier clock,
      BodyMemory bodies) {
    this.enabled = limits.enabled();
    this.addresses = new ClientAddresses(trustedProxies);
    this.allowances = new Allowances(limits, clock);
    this.places = new StreamPlaces(limits);
    this.connections = new ConnectionPlaces(limits, trustedProxies);
    this.bodies = bodies;
    for (Limit limit : Limit.values()) {
      refusals.put(
          limit,
          Counter.builder("parley.limited")
              .description("Requests that a limit refused")
              .tag("by", limit.label())
              .register(meters));
    }
  }

  StreamPlaces places() {
    return places;
  }

  ConnectionPlaces connections() {
    return connections;
  }

  BodyMemory bodies() {
    return bodies;
  }

  /** By what the limits know who asks. */
  Asker asker(HttpServerRequest request, Optional<VisitorSecret> visitor) {
    return enabled ? Asker.of(visitor, addresses.of(request)) : Asker.ANYBODY;
  }

  /** Lets a request pass, or answers it with a problem. */
  Handler<RoutingContext> requests(Problems problems) {
    return context -> {
      HttpServerRequest request = context.request();
      long wait = enabled ? allowances.request(Asker.key(addresses.of(request))) : 0;
      if (wait == 0) {
        context.next();
      } else {
        problems.send(request, refused(Limit.IP_REQUESTS, Duration.ofNanos(wait)));
      }
    };
  }

  /**
   * Takes a place and a turn, and has it answered; what the answer cost is taken when it is over,
   * whether it is still heard then or not.
   */
  Future<Void> turn(
      DomainPolicy policy,
      Asker asker,
      Supplier<Future<Answer>> ask,
      Function<Answer, Future<Void>> write) {
    return inPlace(
        asker,
        () -> {
          if (!enabled) {
            return ask.get().compose(write);
          }
          Charge charge = allowances.turn(policy, asker);
          charge.takeTurn().ifPresent(it -> refuse(it.limit(), Duration.ofNanos(it.nanos())));
          return ask.get()
              .onFailure(failure -> ifOurs(failure, charge::giveBackTurn))
              .compose(
                  answer -> {
                    answer.cost().onSuccess(charge::spend);
                    return write.apply(answer);
                  });
        });
  }

  /** What was refused because of us costs nobody anything. */
  private static void ifOurs(Throwable failure, Runnable giveBack) {
    if (isOurs(failure)) {
      giveBack.run();
    }
  }

  private static boolean isOurs(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem().status() == 503;
    }
    Failure reason = Failure.of(failure);
    return reason == Failure.UNAVAILABLE || reason == Failure.OVERLOADED;
  }

  /**
   * Takes a place and one of the visitor's turns, for what he wants to hear again: an answer, or a
   * page of what was said.
   */
  Future<Void> again(Asker asker, Supplier<Future<Void>> hear) {
    return inPlace(
        asker,
        () ->
            read(asker.visitor(), hear)
                .recover(failure -> Future.failedFuture(unlessTooManyPages(asker, failure))));
  }

  /** Whoever has too many pages read for him at once is told so, and has paid for no further. */
  private Throwable unlessTooManyPages(Asker asker, Throwable failure) {
    if (Failure.of(failure) != Failure.TOO_MUCH_AT_ONCE) {
      return failure;
    }
    giveBackRead(asker.visitor());
    return refused(Limit.VISITOR_PAGES, A_PAGE).asException();
  }

  /**
   * Takes one of the visitor's turns for something else that he wants.
   *
   * @throws ProblemException 429 when he has none left; then nobody was asked
   */
  <T> Future<T> small(VisitorSecret visitor, Supplier<Future<T>> ask) {
    return read(enabled ? Optional.of(Asker.hash(visitor)) : Optional.empty(), ask);
  }

  /**
   * Takes one of the visitor's turns, and one of his address's codes by mail; both, or neither.
   *
   * @throws ProblemException 429 when there is none left; then nobody was asked
   */
  <T> Future<T> code(Asker asker, Supplier<Future<T>> ask) {
    if (!enabled) {
      return ask.get();
    }
    takeRead(asker.visitor());
    long wait = allowances.code(asker.ip());
    if (wait > 0) {
      giveBackRead(asker.visitor());
      refuse(Limit.IP_CODES, Duration.ofNanos(wait));
    }
    return ask.get()
        .onFailure(
            failure ->
                ifOurs(
                    failure,
                    () -> {
                      giveBackRead(asker.visitor());
                      allowances.giveBackCode(asker.ip());
                    }));
  }

  /** Too many codes were mailed to an address; this is known to the database. */
  ProblemException mailbox(Duration wait) {
    return refused(Limit.MAILBOX, wait).asException();
  }

  private <T> Future<T> read(Optional<Long> visitor, Supplier<Future<T>> ask) {
    takeRead(visitor);
    return ask.get().onFailure(failure -> ifOurs(failure, () -> giveBackRead(visitor)));
  }

  private void giveBackRead(Optional<Long> visitor) {
    visitor.ifPresent(allowances::giveBackRead);
  }

  private void takeRead(Optional<Long> visitor) {
    long wait = visitor.map(allowances::read).orElse(0L);
    if (wait > 0) {
      refuse(Limit.VISITOR, Duration.ofNanos(wait));
    }
  }

  private Future<Void> inPlace(Asker asker, Supplier<Future<Void>> work) {
    places.take(asker).ifPresent(none -> refuse(none, A_MOMENT));
    Future<Void> done;
    try {
      done = work.get();
    } catch (Throwable refused) { // whatever it is, what was taken is given back
      done = Future.failedFuture(refused);
    }
    return done.onComplete(over -> places.giveBack(asker));
  }

  private void refuse(Limit limit, Duration wait) {
    throw refused(limit, wait).asException();
  }

  private Problem refused(Limit limit, Duration wait) {
    refusals.get(limit).increment();
    return limit.problem(wait);
  }
}
