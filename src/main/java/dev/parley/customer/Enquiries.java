package dev.parley.customer;

import dev.parley.bus.Failure;
import dev.parley.logging.LogPace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single statements that somebody waits for: look-ups, claims, notices. Not batched, since they are
 * rare; each may be done twice, and is sent again while the database is away. Not thread-safe.
 *
 * <p>When many come at once, as when all who were served by a process that died come to another
 * one, some wait for their turn, and what waited in vain is not sent: the database would do in
 * vain, too, what others wait for. One that is late does not cost the others their connection.
 */
final class Enquiries {

  private static final Logger LOG = LoggerFactory.getLogger(Enquiries.class);

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** A visitor asks again and again. */
  private static final Duration TOLD_AT_MOST_EVERY = Duration.ofSeconds(10);

  /** More at once bring no more: the server does one after the other. */
  private static final int MOST_AT_ONCE = 256;

  /** Beyond it, whoever asks is told at once to come later. */
  private static final int MOST_WAITING = 10_000;

  private final Vertx vertx;
  private final Lane lane;
  private final Duration timeout;

  /** With no more time than that, one that has waited is not sent. */
  private final Duration least;

  private final int mostAtOnce;
  private final int mostWaiting;
  private final Deque<Enquiry> waiting = new ArrayDeque<>();
  private int underWay;
  private final LogPace damage = new LogPace(System::nanoTime, TOLD_AT_MOST_EVERY);

  /**
   * One of them.
   *
   * @param deadline by {@link System#nanoTime()}
   */
  private record Enquiry(
      String sql, Tuple parameters, long deadline, Promise<RowSet<Row>> promise) {

    Duration patience() {
      return Duration.ofNanos(deadline - System.nanoTime());
    }

    boolean hasNoMoreThan(Duration time) {
      return patience().compareTo(time) <= 0;
    }
  }

  /**
   * @param timeout how long one may take in all
   */
  Enquiries(Vertx vertx, Lane lane, Duration timeout) {
    this(vertx, lane, timeout, MOST_AT_ONCE, MOST_WAITING);
  }

  /**
   * @param mostAtOnce how many are under way at most
   * @param mostWaiting how many may wait besides
   */
  Enquiries(Vertx vertx, Lane lane, Duration timeout, int mostAtOnce, int mostWaiting) {
    this.vertx = vertx;
    this.lane = lane;
    this.timeout = timeout;
    this.least = Collections.min(List.of(PAUSE, timeout.dividedBy(4)));
    this.mostAtOnce = mostAtOnce;
    this.mostWaiting = mostWaiting;
  }

  /**
   * The rows that the statement gives. Fails with {@link Failure#UNAVAILABLE} when the database
   * does not answer in time, and at once when it cannot read its files, or when too many wait.
   */
  Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    if (underWay >= mostAtOnce && waiting.size() >= mostWaiting) {
      return Future.failedFuture(Failure.UNAVAILABLE.because("too much is asked for at once"));
    }
    Promise<RowSet<Row>> promise = Promise.promise();
    waiting.add(new Enquiry(sql, parameters, System.nanoTime() + timeout.toNanos(), promise));
    goOn();
    return promise.future();
  }

  /**
   * Whoever waits is looked at in time, also when nothing is heard of those who are under way: they
   * came before him, and do not wait longer than he.
   */
  private void goOn() {
    while (underWay < mostAtOnce && !waiting.isEmpty()) {
      Enquiry next = waiting.poll();
      if (next.hasNoMoreThan(least)) {
        next.promise().fail(tooLate());
      } else {
        underWay++;
        send(next)
            .onComplete(
                done -> {
                  underWay--;
                  goOn();
                  next.promise().handle(done);
                });
      }
    }
  }

  private Future<RowSet<Row>> send(Enquiry enquiry) {
    return lane.executeBesideOthers(
            enquiry.sql(), enquiry.parameters(), enquiry.patience(), timeout)
        .recover(
            cause ->
                switch (DatabaseFailure.of(cause)) {
                  case REFUSED -> Future.failedFuture(cause);
                  case DAMAGED -> damaged(cause);
                  case AWAY, CONFLICT, LOCKED -> sendAgain(enquiry, cause);
                });
  }

  private Future<RowSet<Row>> damaged(Throwable cause) {
    if (damage.mayTell()) {
      LOG.warn("The database cannot read what is asked for: {}", cause.getMessage());
    }
    return Future.failedFuture(Failure.UNAVAILABLE.because(BatchRunner.DAMAGED));
  }

  private Future<RowSet<Row>> sendAgain(Enquiry enquiry, Throwable cause) {
    LOG.debug("an enquiry failed", cause);
    return enquiry.hasNoMoreThan(PAUSE)
        ? Future.failedFuture(tooLate())
        : vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).compose(over -> send(enquiry));
  }

  private static ReplyException tooLate() {
    return Failure.UNAVAILABLE.because("the database did not answer in time");
  }
}
