package dev.parley.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.Failure;
import dev.parley.bus.FindPolicy;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What the domains allow: asked over the bus, and kept for a few seconds, so that a change in
 * another process is seen too. One that is in use is asked for anew beside the requests, so that
 * none of them waits. While nobody can be asked, or nobody answers, what was known goes on. Not
 * thread-safe: belongs to one event loop.
 */
final class DomainPolicies {

  /** Younger than this, nobody is asked. */
  static final Duration FRESH = Duration.ofSeconds(4);

  /** Older than this, a request waits for a new one, though not for long. */
  static final Duration KEPT = Duration.ofSeconds(8);

  /** So long after it was asked for, whoever waits for a new one goes on with the old one. */
  private static final Duration SOON = Duration.ofMillis(300);

  private static final Duration UNKNOWN_KEPT = Duration.ofSeconds(2);
  private static final int MOST_KEPT = 10_000;
  private static final int MOST_UNKNOWN = 1_000;

  /**
   * The most questions under way about domains that are not known here: whoever makes up ids keeps
   * the database from nobody else.
   */
  static final int MOST_STRANGERS = 16;

  /** Beyond them, so many wait for a moment: a question takes a millisecond or two. */
  static final int MOST_WAITING = 1_000;

  static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private static final Future<DomainPolicy> TOO_MANY_STRANGERS =
      Future.failedFuture(Failure.OVERLOADED.because("too many unknown domains are asked for"));

  /** A question about a domain that is not known. */
  private record Stranger(UUID domainId, Promise<DomainPolicy> asked) {}

  /** A policy, and when it was asked for, on the clock. */
  private record Kept(Future<DomainPolicy> policy, long at) {}

  private final Vertx vertx;
  private final Bus bus;
  private final LongSupplier clock;
  private final Map<UUID, Promise<DomainPolicy>> underWay = new HashMap<>();
  private final Cache<UUID, Kept> known =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).executor(Runnable::run).build();

  /** Apart, so that who asks for many domains that do not exist drives out none that does. */
  private final Cache<UUID, Kept> unknown =
      Caffeine.newBuilder().maximumSize(MOST_UNKNOWN).executor(Runnable::run).build();

  /** Questions under way about domains that were not known. */
  private int strangers;

  private final Deque<Stranger> waiting = new ArrayDeque<>();

  /** Listens to changes, from now on. */
  DomainPolicies(Vertx vertx, Bus bus) {
    this(vertx, bus, System::nanoTime);
  }

  /**
   * @param clock in nanoseconds, from anywhere
   */
  DomainPolicies(Vertx vertx, Bus bus, LongSupplier clock) {
    this.vertx = vertx;
    this.bus = bus;
    this.clock = clock;
    bus.listen(Addresses.DOMAIN_CHANGED, changed -> outdate(changed.domainId()));
  }

  /**
   * The domain's policy; completed already when it is known, and not out of date. Fails with {@link
   * Failure#UNKNOWN_DOMAIN}, or with {@link Failure#UNAVAILABLE} when it is not known and nobody
   * can be asked, or with {@link Failure#OVERLOADED} when too many others that are not are asked
   * for.
   */
  Future<DomainPolicy> of(UUID domainId) {
    Kept kept = known.getIfPresent(domainId);
    if (kept == null) {
      Kept none = unknown.getIfPresent(domainId);
      return none != null && age(none) < UNKNOWN_KEPT.toNanos()
          ? none.policy()
          : ask(domainId, null);
    }
    long age = age(kept);
    if (age < FRESH.toNanos()) {
      return kept.policy();
    }
    Future<DomainPolicy> asked = ask(domainId, kept);
    return age < KEPT.toNanos() ? kept.policy() : asked;
  }

  private long age(Kept kept) {
    return clock.getAsLong() - kept.at();
  }

  /** The next request waits for a new one; the old one stays for the case that none comes soon. */
  private void outdate(UUID domainId) {
    underWay.remove(domainId); // it may be from before the change
    unknown.invalidate(domainId);
    Kept kept = known.getIfPresent(domainId);
    if (kept != null) {
      known.put(domainId, new Kept(kept.policy(), clock.getAsLong() - KEPT.toNanos()));
    }
  }

  /** All who wait for the same one at the same time share one question. */
  private Future<DomainPolicy> ask(UUID domainId, Kept before) {
    Promise<DomainPolicy> shared = underWay.get(domainId);
    if (shared != null) {
      return shared.future();
    }
    if (before == null && strangers == MOST_STRANGERS && waiting.size() == MOST_WAITING) {
      return TOO_MANY_STRANGERS;
    }
    Promise<DomainPolicy> asked = Promise.promise();
    underWay.put(domainId, asked);
    if (before != null) {
      askNow(domainId, asked);
      goOnWith(before, asked);
    } else if (strangers < MOST_STRANGERS) {
      askAsStranger(domainId, asked);
    } else {
      await(new Stranger(domainId, asked));
    }
    return asked.future();
  }

  private Future<DomainPolicy> askNow(UUID domainId, Promise<DomainPolicy> asked) {
    long at = clock.getAsLong();
    return bus.request(Addresses.DOMAIN_POLICY, new FindPolicy(domainId))
        .onComplete(done -> settle(domainId, asked, done, at));
  }

  private void askAsStranger(UUID domainId, Promise<DomainPolicy> asked) {
    strangers++;
    askNow(domainId, asked)
        .onComplete(
            done -> {
              strangers--;
              letTheNextAsk();
            });
  }

  private void letTheNextAsk() {
    Stranger next = waiting.poll();
    if (next != null) {
      askAsStranger(next.domainId(), next.asked());
    }
  }

  private void await(Stranger stranger) {
    waiting.add(stranger);
    long timer = vertx.setTimer(LONGEST_WAIT.toMillis(), late -> refuse(stranger));
    stranger.asked().future().onComplete(answered -> vertx.cancelTimer(timer));
  }

  /** Unless it is being asked for by now. */
  private void refuse(Stranger stranger) {
    if (waiting.remove(stranger)) {
      underWay.remove(stranger.domainId(), stranger.asked());
      TOO_MANY_STRANGERS.onFailure(stranger.asked()::tryFail);
    }
  }

  /** The question goes on, and whoever comes meanwhile does not wait. */
  private void goOnWith(Kept before, Promise<DomainPolicy> asked) {
    long timer =
        vertx.setTimer(SOON.toMillis(), late -> asked.tryComplete(before.policy().result()));
    asked.future().onComplete(answered -> vertx.cancelTimer(timer));
  }

  private void settle(
      UUID domainId, Promise<DomainPolicy> asked, AsyncResult<DomainPolicy> reply, long at) {
    boolean current = underWay.remove(domainId, asked);
    Kept before = known.getIfPresent(domainId);
    Future<DomainPolicy> policy = policy(reply, before);
    if (current && policy.succeeded()) {
      known.put(domainId, new Kept(policy, at));
    } else if (current && isUnknown(policy)) {
      known.invalidate(domainId);
      unknown.put(domainId, new Kept(policy, at));
    }
    policy.onComplete(asked::tryComplete, asked::tryFail);
  }

  private static Future<DomainPolicy> policy(AsyncResult<DomainPolicy> reply, Kept before) {
    if (reply.succeeded()) {
      return Future.succeededFuture(reply.result());
    }
    Future<DomainPolicy> none = Future.failedFuture(reply.cause());
    return before == null || isUnknown(none) ? none : before.policy();
  }

  private static boolean isUnknown(Future<DomainPolicy> policy) {
    return policy.failed() && Failure.of(policy.cause()) == Failure.UNKNOWN_DOMAIN;
  }
}
