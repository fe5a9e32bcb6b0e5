package dev.parley.bot;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Pauses;
import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has finished answers stored, and asks again while that is refused for a passing reason, as long
 * as the process lives: an answer that was spoken is not lost because the database is away. A fault
 * of its disk may pass as well, but may be of this answer's page alone, and stay: that is borne no
 * longer than readers are left waiting. How many may wait so is bounded by how many answers may
 * run. Storing twice is storing once, so a reply that was lost does no harm.
 */
final class AnswerStore implements RunningAnswer.Store {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStore.class);

  private static final Pauses PAUSES = new Pauses(Duration.ofMillis(100), Duration.ofSeconds(1));

  private final Vertx vertx;
  private final Bus bus;
  private final Duration patience;

  /**
   * @param patience how long an answer's readers are left waiting for it to be stored
   */
  AnswerStore(Vertx vertx, Duration patience) {
    this.vertx = vertx;
    this.bus = new Bus(vertx);
    this.patience = patience;
  }

  @Override
  public Future<AnswerStored> store(FinishedAnswer answer, Runnable late) {
    return Rounds.until(new Attempts(answer, late)::attempt).onFailure(cause -> log(answer, cause));
  }

  /** That it is gone, or another process says it, is no fault. */
  private static void log(FinishedAnswer answer, Throwable cause) {
    if (Failure.of(cause) == Failure.NOT_FOUND) {
      LOG.info("The answer to turn {} is not kept: {}", answer.turn().turnId(), cause.getMessage());
    } else {
      LOG.error("The answer to turn {} is lost", answer.turn().turnId(), cause);
    }
  }

  /** One answer, as often as it takes. */
  private final class Attempts {

    private final FinishedAnswer answer;
    private final Runnable late;
    private final long deadline = System.nanoTime() + patience.toNanos();
    private int pauses;

    /** How long faults of the disk alone were waited for, in milliseconds. */
    private long faultsBorne;

    private boolean toldLate;

    Attempts(FinishedAnswer answer, Runnable late) {
      this.answer = answer;
      this.late = late;
    }

    /** Brings nothing when it is to be tried again, after a pause. */
    Future<Optional<AnswerStored>> attempt() {
      return bus.request(Addresses.CHAT_ANSWER, answer)
          .map(Optional::of)
          .recover(this::afterFailure);
    }

    private Future<Optional<AnswerStored>> afterFailure(Throwable failure) {
      return switch (Failure.of(failure)) {
        case OVERLOADED, UNAVAILABLE -> pause();
        case UNSTEADY ->
            faultsBorne < patience.toMillis() ? bearFault() : Future.failedFuture(failure);
        default -> Future.failedFuture(failure);
      };
    }

    private Future<Optional<AnswerStored>> bearFault() {
      faultsBorne += PAUSES.after(pauses).toMillis();
      return pause();
    }

    private Future<Optional<AnswerStored>> pause() {
      if (!toldLate && System.nanoTime() - deadline > 0) {
        toldLate = true;
        LOG.warn("The answer to turn {} cannot be stored yet", answer.turn().turnId());
        late.run();
      }
      long millis = PAUSES.after(pauses).toMillis();
      pauses++;
      return vertx.timer(millis, TimeUnit.MILLISECONDS).map(elapsed -> Optional.empty());
    }
  }
}
