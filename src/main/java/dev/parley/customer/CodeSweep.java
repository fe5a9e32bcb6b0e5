package dev.parley.customer;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * Removes codes that are over, a few at a time; any number of processes may do so at once. Not
 * thread-safe.
 */
final class CodeSweep {

  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final int MOST = 500;

  private final Vertx vertx;
  private final Enquiries enquiries;
  private boolean sweeping;

  CodeSweep(Vertx vertx, Enquiries enquiries) {
    this.vertx = vertx;
    this.enquiries = enquiries;
  }

  /** From now on. */
  void begin() {
    vertx.setPeriodic(EVERY.toMillis(), timer -> sweep());
  }

  /** A database that is away is asked the next time. */
  void sweep() {
    if (!sweeping) {
      sweeping = true;
      enquiries.ask(CodeQueries.REMOVE_CODES, Tuple.of(MOST)).onComplete(over -> sweeping = false);
    }
  }
}
