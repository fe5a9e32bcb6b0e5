package dev.parley;

import dev.parley.settings.StartException;
import io.vertx.core.Future;
import java.io.IOException;

/**
 * Where one side listens, and the settings that say so.
 *
 * @param group of its settings: {@code http} or {@code management}
 */
record Listener(String group, String host, int port) {

  private static final String TAKEN = "Address already in use";

  /** What an operating system's refusal begins with, where epoll or kqueue tells of it. */
  private static final String CALL = "^.*error\\(-\\d+\\): ";

  /** For the operator, when it is because of the address; else as it was. */
  <T> Future<T> explain(Throwable cause) {
    return Future.failedFuture(cause instanceof IOException io ? explained(io) : cause);
  }

  private StartException explained(IOException cause) {
    String reason = String.valueOf(cause.getMessage()).replaceFirst(CALL, "").strip();
    if (reason.startsWith(TAKEN)) {
      return new StartException(
          "The port %s is taken: set %s (%s.port) to another one, or stop what listens there."
              .formatted(address(), variable("PORT"), group),
          cause);
    }
    return new StartException(
        "Parley cannot listen on %s, as %s and %s (%s.host, %s.port) say: %s."
            .formatted(address(), variable("HOST"), variable("PORT"), group, group, reason),
        cause);
  }

  private String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private String variable(String name) {
    return group.equals("http") ? name : "MANAGEMENT_" + name;
  }
}
