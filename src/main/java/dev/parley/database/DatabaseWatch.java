package dev.parley.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether the database answers and takes what is written, also while nobody
 * writes: says once in the log that it is away, once that it is back, and has mended what can be.
 * Whether a turn is served does not depend on it. Not thread-safe but for {@link #stop}.
 */
public final class DatabaseWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** So many looks in a row: one may meet a disk that is slow for a moment, or a busy pool. */
  private static final int LOOKS = 2;

  private static final int LOOKS_EACH_MENDED = 10;
  private static final int MENDED_EVERY = 10;

  private final Vertx vertx;
  private final ContextInternal context;
  private final Database database;
  private final DatabaseUrl url;
  private final Supplier<Future<Void>> mending;

  private int missed;
  private long missedSince;
  private String complaint = "";
  private volatile boolean isAway;
  private volatile boolean stopped;

  /**
   * @param url as which it is logged
   * @param mending asked when looks found it away; completes when nothing more can be done now, and
   *     fails with what stands in the way
   */
  public DatabaseWatch(
      Vertx vertx, Database database, DatabaseUrl url, Supplier<Future<Void>> mending) {
    this.vertx = vertx;
    this.context = (ContextInternal) vertx.getOrCreateContext();
    this.database = database;
    this.url = url;
    this.mending = mending;
  }

  /** Begins. */
  public void start(MeterRegistry meters) {
    Gauge.builder("parley.database.up", this, DatabaseWatch::up)
        .description("1 while the database answers and stores what is written, else 0")
        .register(meters);
    context.runOnContext(now -> lookAgain());
  }

  private int up() {
    return isAway || database.intake().isStopped() ? 0 : 1;
  }

  /** Looks no more, and says nothing of a look that is under way. Done at once. */
  public Future<Void> stop() {
    stopped = true;
    return Future.succeededFuture();
  }

  private void lookAgain() {
    vertx.timer(EVERY.toMillis(), TimeUnit.MILLISECONDS).onSuccess(elapsed -> look());
  }

  private void look() {
    if (stopped) {
      return;
    }
    here(database.check())
        .transform(looked -> looked.succeeded() ? there() : missing(looked.cause()))
        .onComplete(done -> lookAgain());
  }

  private Future<Void> there() {
    if (isAway && !stopped) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - missedSince);
      LOG.info("The database {} is back, after {} s", url, seconds);
    }
    missed = 0;
    isAway = false;
    complaint = "";
    return Future.succeededFuture();
  }

  private Future<Void> missing(Throwable cause) {
    if (stopped) {
      return Future.succeededFuture();
    }
    if (missed == 0) {
      missedSince = System.nanoTime();
    }
    missed++;
    if (missed == LOOKS) {
      isAway = true;
      LOG.warn(
          "The database {} is away: {}. Until it is back, turns are answered with 503",
          url,
          reason(cause));
    }
    return mayMend() ? mend() : Future.succeededFuture();
  }

  /** After each of the first looks; then less often, since it seems to be in vain. */
  private boolean mayMend() {
    return missed < LOOKS_EACH_MENDED || missed % MENDED_EVERY == 0;
  }

  private Future<Void> mend() {
    return here(mending.get()).recover(this::complain);
  }

  /** The same on the watch's context, wherever it completes: a timeout does on no context. */
  private Future<Void> here(Future<Void> elsewhere) {
    Promise<Void> here = context.promise();
    elsewhere.onComplete(here);
    return here.future();
  }

  private Future<Void> complain(Throwable cause) {
    String what = reason(cause);
    if (!stopped && !what.equals(complaint)) {
      LOG.warn("{}", what);
      complaint = what;
    }
    return Future.succeededFuture();
  }

  private static String reason(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
