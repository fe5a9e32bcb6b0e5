package dev.parley.bot;

import dev.parley.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Lets no domain have all of the pool with its look-ups: what it asks beyond its share waits, and
 * the other domains do not. Thread-safe.
 */
final class Shares implements Shareable {

  private static final String NAME = "parley.bot.shares";

  private final Vertx vertx;
  private final int most;

  /** By domain; none that looks up nothing. */
  private final Map<UUID, Share> shares = new HashMap<>();

  private static final class Share {
    private int running;

    /** Nothing waits while there is a place. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();
  }

  private Shares(Vertx vertx, int most) {
    this.vertx = vertx;
    this.most = most;
  }

  /**
   * The one of this process, for all of its verticles.
   *
   * @param connections which the pool has; a domain gets all but one of them
   */
  static Shares of(Vertx vertx, int connections) {
    return vertx
        .sharedData()
        .<String, Shares>getLocalMap(NAME)
        .computeIfAbsent("shares", name -> new Shares(vertx, Math.max(1, connections - 1)));
  }

  /**
   * Does it when the domain has a place. Completes on the context that this is called on.
   *
   * @param patience how long it may wait for that. One that waited longer is not done when its turn
   *     comes, but fails with {@link Failure#OVERLOADED}
   * @param lookUp is called on the context that this is called on
   */
  <T> Future<T> in(UUID domainId, Duration patience, Supplier<Future<T>> lookUp) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    long deadline = System.nanoTime() + patience.toNanos();
    Promise<T> result = context.promise();
    Runnable begin =
        () ->
            unlessLate(deadline, lookUp).onComplete(done -> giveBack(domainId)).onComplete(result);
    if (takesPlace(domainId, () -> context.runOnContext(later -> begin.run()))) {
      begin.run();
    }
    return result.future();
  }

  private static <T> Future<T> unlessLate(long deadline, Supplier<Future<T>> lookUp) {
    return System.nanoTime() - deadline < 0
        ? Future.succeededFuture().compose(now -> lookUp.get()) // which may throw
        : Future.failedFuture(Failure.OVERLOADED.because("its domain asks too much at once"));
  }

  /** If there is none, the other one is called when it has one. */
  private synchronized boolean takesPlace(UUID domainId, Runnable later) {
    Share share = shares.computeIfAbsent(domainId, id -> new Share());
    if (share.running < most) {
      share.running++;
      return true;
    }
    share.waiting.add(later);
    return false;
  }

  private void giveBack(UUID domainId) {
    Runnable next = next(domainId);
    if (next != null) {
      next.run();
    }
  }

  /** Who has the place now; {@code null} when it is free. */
  private synchronized Runnable next(UUID domainId) {
    Share share = shares.get(domainId);
    Runnable next = share.waiting.poll();
    if (next == null) {
      share.running--;
      if (share.running == 0) {
        shares.remove(domainId);
      }
    }
    return next;
  }
}
