package dev.parley.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;

/**
 * As the operating system finds them: names in its own files count, too. On threads of its own,
 * since a name server that is silent holds one for long. Thread-safe.
 */
final class SystemLookup implements Lookup {

  static final int THREADS = 16;

  private final WorkerExecutor threads;

  SystemLookup(Vertx vertx) {
    threads = vertx.createSharedWorkerExecutor("webhook-lookup", THREADS);
  }

  @Override
  public Future<List<InetAddress>> addresses(String host) {
    return threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
  }
}
