package dev.parley;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, in order, so that it is stopped in the reverse order. A step that fails or
 * takes too long is logged, and the next one is taken all the same. Thread-safe.
 */
final class WayDown {

  /** What a step may take that has nothing to wait for. */
  static final Duration STEP = Duration.ofSeconds(5);

  /** Why nothing is started any more once it has begun. */
  static final String GOES_DOWN = "Parley goes down";

  private static final Logger LOG = LoggerFactory.getLogger(WayDown.class);

  private final Deque<Step> steps = new ArrayDeque<>();
  private boolean begun;

  private record Step(String name, Duration bound, Supplier<Future<?>> stop) {}

  /**
   * That was started; this stops it, within the bound. Once steps are being taken, it is the next
   * one.
   */
  synchronized void add(String name, Duration bound, Supplier<Future<?>> stop) {
    steps.push(new Step(name, bound, stop));
  }

  /** Whether steps are being taken: then nothing more is to be started. */
  synchronized boolean hasBegun() {
    return begun;
  }

  /** Takes all steps. The future has no context, since one of the steps is to close Vert.x. */
  Future<Void> take() {
    begin();
    return Future.fromCompletionStage(takeNext());
  }

  private synchronized void begin() {
    begun = true;
  }

  private CompletableFuture<Void> takeNext() {
    Step step = next();
    return step == null
        ? CompletableFuture.completedFuture(null)
        : take(step).thenCompose(done -> takeNext());
  }

  private synchronized Step next() {
    return steps.poll();
  }

  private static CompletableFuture<Void> take(Step step) {
    return bounded(step)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn("{} did not stop in order", step.name(), failure);
              }
              return null;
            });
  }

  private static CompletableFuture<?> bounded(Step step) {
    try {
      return step.stop()
          .get()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(step.bound().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
