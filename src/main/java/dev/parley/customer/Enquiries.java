package dev.parley.customer;

import dev.parley.bus.Failure;
import dev.parley.logging.LogPace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single statements that somebody waits for: look-ups, claims, notices. Not batched, since they are
 * rare; each may be done twice, and is sent again while the database is away. Not thread-safe.
 */
final class Enquiries {

  private static final Logger LOG = LoggerFactory.getLogger(Enquiries.class);

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** A visitor asks again and again. */
  private static final Duration TOLD_AT_MOST_EVERY = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Lane lane;
  private final Duration timeout;
  private final LogPace damage = new LogPace(System::nanoTime, TOLD_AT_MOST_EVERY);

  /**
   * @param timeout how long one may take in all
   */
  Enquiries(Vertx vertx, Lane lane, Duration timeout) {
    this.vertx = vertx;
    this.lane = lane;
    this.timeout = timeout;
  }

  /**
   * The rows that the statement gives. Fails with {@link Failure#UNAVAILABLE} when the database
   * does not answer in time, and at once when it cannot read its files.
   */
  Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return ask(sql, parameters, System.nanoTime() + timeout.toNanos());
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters, long deadline) {
    Duration patience = Duration.ofNanos(deadline - System.nanoTime());
    return lane.execute(sql, parameters, patience)
        .recover(
            cause ->
                switch (DatabaseFailure.of(cause)) {
                  case REFUSED -> Future.failedFuture(cause);
                  case DAMAGED -> damaged(cause);
                  case AWAY, CONFLICT, LOCKED -> askAgain(sql, parameters, deadline, cause);
                });
  }

  private Future<RowSet<Row>> damaged(Throwable cause) {
    if (damage.mayTell()) {
      LOG.warn("The database cannot read what is asked for: {}", cause.getMessage());
    }
    return Future.failedFuture(Failure.UNAVAILABLE.because(BatchRunner.DAMAGED));
  }

  private Future<RowSet<Row>> askAgain(
      String sql, Tuple parameters, long deadline, Throwable cause) {
    LOG.debug("an enquiry failed", cause);
    if (deadline - System.nanoTime() <= PAUSE.toNanos()) {
      return Future.failedFuture(
          Failure.UNAVAILABLE.because("the database did not answer in time"));
    }
    return vertx
        .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
        .compose(over -> ask(sql, parameters, deadline));
  }
}
