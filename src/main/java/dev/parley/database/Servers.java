package dev.parley.database;

import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several servers is asked first: the one that served last. When another one does, there
 * has been a fail-over, and what is still open to the former one is closed: its sessions may be
 * dead without anybody's knowing, or read what is out of date. Thread-safe.
 */
final class Servers {

  private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

  private final List<ServerAddress> all;
  private final TargetSession target;
  private final Map<Channel, ServerAddress> open = new ConcurrentHashMap<>();
  private ServerAddress current;

  /**
   * @param all at least one, in the operator's order
   */
  Servers(List<ServerAddress> all, TargetSession target) {
    this.all = List.copyOf(all);
    this.target = target;
    this.current = all.get(0);
  }

  /** Which of them will do. */
  TargetSession target() {
    return target;
  }

  /** All of them, the one that served last before the others. */
  synchronized List<ServerAddress> inOrder() {
    ServerAddress first = current;
    return Stream.concat(Stream.of(first), all.stream().filter(server -> !server.equals(first)))
        .toList();
  }

  /**
   * A connection was opened that will do.
   *
   * @param connection is closed when another server takes over
   */
  synchronized void served(ServerAddress server, Channel connection) {
    open.put(connection, server);
    connection.closeFuture().addListener(closed -> open.remove(connection));
    ServerAddress former = current;
    current = server;
    if (!former.equals(server)) {
      tell(server, former);
      if (target != TargetSession.ANY) {
        closeAllBut(server);
      }
    }
  }

  private void tell(ServerAddress server, ServerAddress former) {
    if (server.equals(all.get(0))) {
      LOG.info("The database is at {} again, and no longer at {}", server, former);
    } else {
      LOG.warn("The database is at {} now, and no longer at {}", server, former);
    }
  }

  private void closeAllBut(ServerAddress server) {
    open.forEach(
        (connection, place) -> {
          if (!place.equals(server)) {
            Channels.abort(connection);
          }
        });
  }
}
