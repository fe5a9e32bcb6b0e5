package dev.parley;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;

/** For what blocks before Vert.x is there, or after it is gone. */
final class OwnThread {

  private OwnThread() {}

  static Future<Void> run(String name, Runnable blocking) {
    return call(
        name,
        () -> {
          blocking.run();
          return null;
        });
  }

  static <T> Future<T> call(String name, Callable<T> blocking) {
    Promise<T> promise = Promise.promise();
    Runnable task =
        () -> {
          try {
            promise.complete(blocking.call());
          } catch (Exception | Error e) {
            promise.fail(e);
          }
        };
    new Thread(task, name).start();
    return promise.future();
  }
}
