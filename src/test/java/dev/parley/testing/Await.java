package dev.parley.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
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

  /** What the action gives when it runs on that context, to whose event loop something belongs. */
  public static <T> T onContext(Context context, Callable<T> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        run -> {
          try {
            done.complete(action.call());
          } catch (Exception e) {
            done.fail(e);
          }
        });
    return await(done.future());
  }
}
