package dev.parley.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The memory that bodies under way may take, in either direction, all of one side together: clients
 * decide how many there are, and for how long. What was taken is given back once. Thread-safe: all
 * instances share it.
 */
final class BodyMemory {

  /** The share of the heap: one part of so many. */
  private static final int PARTS = 8;

  private final long most;
  private final AtomicLong taken = new AtomicLong();
  private final Counter refused;

  /**
   * @param most in bytes
   * @param side whose bodies they are, as the metrics name it
   */
  BodyMemory(long most, MeterRegistry meters, String side) {
    this.most = most;
    this.refused =
        Counter.builder("parley.http.bodies.refused")
            .description("Requests that were refused for lack of memory for their body")
            .tag("side", side)
            .register(meters);
    Gauge.builder("parley.http.bodies.bytes", this, BodyMemory::taken)
        .description("Memory that the bodies under way take, in bytes")
        .tag("side", side)
        .register(meters);
  }

  /** A share of the heap, of what it may grow to. */
  static BodyMemory ofHeap(MeterRegistry meters, String side) {
    return new BodyMemory(Runtime.getRuntime().maxMemory() / PARTS, meters, side);
  }

  /**
   * Takes so many bytes until the work is over. Fails with a {@link ProblemException}, 503, when
   * there are not so many left; then nothing was begun.
   */
  <T> Future<T> hold(int bytes, Supplier<Future<T>> work) {
    if (!take(bytes)) {
      return Future.failedFuture(Problems.OVERLOADED.asException());
    }
    return Future.succeededFuture()
        .compose(taken -> work.get()) // what it throws fails it
        .onComplete(over -> giveBack(bytes));
  }

  /** Takes so many bytes, or none of them when there are not so many left. */
  boolean take(int bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    refused.increment();
    return false;
  }

  /** Gives back what was taken. */
  void giveBack(int bytes) {
    taken.addAndGet(-bytes);
  }

  /** How many bytes are taken. */
  long taken() {
    return taken.get();
  }
}
