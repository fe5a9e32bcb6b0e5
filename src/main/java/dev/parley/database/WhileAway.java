package dev.parley.database;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.Causes;
import dev.parley.bus.Rounds;
import dev.parley.bus.ShuttingDown;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a step of the start again, as often as it takes, when the database went away meanwhile or
 * was too slow to answer: whoever starts waits for it, as he does for one that was away before.
 */
public final class WhileAway {

  private static final Logger LOG = LoggerFactory.getLogger(WhileAway.class);

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** So many rounds: a minute or more. */
  private static final int TOLD_EVERY = 120;

  private final Vertx vertx;
  private final MessageConsumer<ShuttingDown> farewell;
  private int rounds;
  private boolean ended;

  private WhileAway(Vertx vertx) {
    this.vertx = vertx;
    this.farewell = new Bus(vertx).listen(Addresses.SHUTTING_DOWN, down -> ended = true);
  }

  /**
   * Completes when the step does; fails with what is no matter of waiting, or when Parley goes down
   * meanwhile.
   *
   * @param step may be done again after it failed
   */
  public static Future<Void> again(Vertx vertx, Supplier<Future<Void>> step) {
    WhileAway away = new WhileAway(vertx);
    return Rounds.until(() -> step.get().map(done -> Optional.of(true)).recover(away::pauseAfter))
        .<Void>mapEmpty()
        .onComplete(over -> away.farewell.unregister());
  }

  private Future<Optional<Boolean>> pauseAfter(Throwable cause) {
    if (ended || !passes(cause)) {
      return Future.failedFuture(cause);
    }
    if (rounds++ % TOLD_EVERY == 0) {
      LOG.warn(
          "The database went away, or does not answer in time, while Parley starts: {}."
              + " Parley is waiting for it",
          String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " "));
    }
    return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).map(over -> Optional.empty());
  }

  /** By the driver that failed, whatever it is wrapped in. */
  private static boolean passes(Throwable cause) {
    if (cause instanceof Error) {
      return false;
    }
    Optional<SQLException> refused =
        Causes.of(cause)
            .filter(SQLException.class::isInstance)
            .map(SQLException.class::cast)
            .findFirst();
    if (refused.isPresent()) {
      return DatabaseArrival.passes(refused.get().getSQLState());
    }
    return cause instanceof PgException told
        ? DatabaseArrival.passes(told.getSqlState())
        : Absence.isToBlame(cause);
  }
}
