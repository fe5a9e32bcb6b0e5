package dev.parley.database;

import dev.parley.net.NetClientWrapper;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes each socket on which no session was opened in time. A server that is frozen takes the
 * connection and says nothing: each attempt would leave a socket behind, until it wakes.
 * Thread-safe.
 */
final class PatientNetClient extends NetClientWrapper {

  private final Vertx vertx;
  private final Duration patience;

  /** On which no session is open yet. */
  private final Set<Channel> opening = ConcurrentHashMap.newKeySet();

  /**
   * @param patience from when a socket is connected to when its session is open
   */
  PatientNetClient(Vertx vertx, NetClient client, Duration patience) {
    super(client);
    this.vertx = vertx;
    this.patience = patience;
  }

  /** A session is open on it: it may be silent from now on. */
  void opened(Channel channel) {
    opening.remove(channel);
  }

  @Override
  protected void connected(NetSocketInternal socket) {
    Channel channel = socket.channelHandlerContext().channel();
    opening.add(channel);
    channel.closeFuture().addListener(closed -> opening.remove(channel));
    vertx.setTimer(
        patience.toMillis(),
        late -> {
          if (opening.remove(channel)) {
            Channels.abort(channel);
          }
        });
  }
}
