package dev.parley.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a future in a test's own thread. */
public final class Await {

  private static final long PATIENCE_SECONDS = 60;

  private Await() {}

  /**
   * What it completes with; what it fails with is thrown as it is. Not done in time is a failure.
   */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not within " + PATIENCE_SECONDS + " s", e);
    }
  }
}
