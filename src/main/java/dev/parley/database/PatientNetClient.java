package dev.parley.database;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Closes each socket on which no session was opened in time. A server that is frozen takes the
 * connection and says nothing: each attempt would leave a socket behind, until it wakes.
 * Thread-safe.
 */
final class PatientNetClient implements NetClient {

  private final Vertx vertx;
  private final NetClient client;
  private final Duration patience;

  /** On which no session is open yet. */
  private final Set<Channel> opening = ConcurrentHashMap.newKeySet();

  /**
   * @param patience from when a socket is connected to when its session is open
   */
  PatientNetClient(Vertx vertx, NetClient client, Duration patience) {
    this.vertx = vertx;
    this.client = client;
    this.patience = patience;
  }

  /** A session is open on it: it may be silent from now on. */
  void opened(Channel channel) {
    opening.remove(channel);
  }

  private Future<NetSocket> watched(Future<NetSocket> connecting) {
    return connecting.onSuccess(
        socket -> {
          Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
          opening.add(channel);
          channel.closeFuture().addListener(closed -> opening.remove(channel));
          vertx.setTimer(
              patience.toMillis(),
              late -> {
                if (opening.remove(channel)) {
                  Channels.abort(channel);
                }
              });
        });
  }

  @Override
  public Future<NetSocket> connect(ConnectOptions options) {
    return watched(client.connect(options));
  }

  @Override
  public Future<NetSocket> connect(int port, String host) {
    return watched(client.connect(port, host));
  }

  @Override
  public Future<NetSocket> connect(int port, String host, String serverName) {
    return watched(client.connect(port, host, serverName));
  }

  @Override
  public Future<NetSocket> connect(SocketAddress address) {
    return watched(client.connect(address));
  }

  @Override
  public Future<NetSocket> connect(SocketAddress address, String serverName) {
    return watched(client.connect(address, serverName));
  }

  @Override
  public Future<Void> shutdown(long timeout, TimeUnit unit) {
    return client.shutdown(timeout, unit);
  }

  @Override
  public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
    return client.updateSSLOptions(options, force);
  }

  @Override
  public boolean isMetricsEnabled() {
    return client.isMetricsEnabled();
  }
}
