package dev.parley.net;

import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A net client that looks at each socket when it is connected, and is the wrapped one in all else;
 * as Vert.x has its {@code VertxWrapper}.
 */
public abstract class NetClientWrapper implements NetClient {

  private final NetClient client;

  protected NetClientWrapper(NetClient client) {
    this.client = client;
  }

  /** Called on the socket's event loop, before whoever asked for the connection has it. */
  protected abstract void connected(NetSocketInternal socket);

  private Future<NetSocket> seen(Future<NetSocket> connecting) {
    return connecting.onSuccess(socket -> connected((NetSocketInternal) socket));
  }

  @Override
  public final Future<NetSocket> connect(ConnectOptions options) {
    return seen(client.connect(options));
  }

  @Override
  public final Future<NetSocket> connect(int port, String host) {
    return seen(client.connect(port, host));
  }

  @Override
  public final Future<NetSocket> connect(int port, String host, String serverName) {
    return seen(client.connect(port, host, serverName));
  }

  @Override
  public final Future<NetSocket> connect(SocketAddress address) {
    return seen(client.connect(address));
  }

  @Override
  public final Future<NetSocket> connect(SocketAddress address, String serverName) {
    return seen(client.connect(address, serverName));
  }

  @Override
  public final Future<Void> shutdown(long timeout, TimeUnit unit) {
    return client.shutdown(timeout, unit);
  }

  @Override
  public final Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
    return client.updateSSLOptions(options, force);
  }

  @Override
  public final boolean isMetricsEnabled() {
    return client.isMetricsEnabled();
  }
}
