package dev.parley.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets time pass in a thread of the load's own. */
final class Pause {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Pause() {}

  static void of(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** False when it did not come to that in time. */
  static boolean until(BooleanSupplier condition, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      of(LOOK_EVERY);
    }
    return true;
  }
}
