package dev.parley.bot;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has finished answers stored, and asks again while that is refused for a passing reason. Storing
 * twice is storing once, so a reply that was lost does no harm.
 */
final class AnswerStore {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStore.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Bus bus;

  AnswerStore(Vertx vertx) {
    this.vertx = vertx;
    this.bus = new Bus(vertx);
  }

  /** Completes when the answer is stored; fails when it cannot be, within about 15 s. */
  Future<AnswerStored> store(FinishedAnswer answer) {
    return attempt(answer, System.nanoTime() + PATIENCE.toNanos(), FIRST_PAUSE)
        .onFailure(e -> LOG.error("The answer to turn {} is lost", answer.turn().turnId(), e));
  }

  private Future<AnswerStored> attempt(FinishedAnswer answer, long deadline, Duration pause) {
    return bus.request(Addresses.CHAT_ANSWER, answer)
        .recover(
            failure ->
                mayPass(failure) && System.nanoTime() + pause.toNanos() < deadline
                    ? vertx
                        .timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(later -> attempt(answer, deadline, longer(pause)))
                    : Future.failedFuture(failure));
  }

  private static boolean mayPass(Throwable failure) {
    Failure kind = Failure.of(failure);
    return kind == Failure.OVERLOADED || kind == Failure.UNAVAILABLE;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
