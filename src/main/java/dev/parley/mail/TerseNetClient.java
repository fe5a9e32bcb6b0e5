package dev.parley.mail;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Closes each socket on which the server says too much. Vert.x' client for mails gathers a reply
 * until it ends, however long it is: a server that never ends a line would fill the heap within the
 * timeout. Thread-safe.
 */
final class TerseNetClient implements NetClient {

  /** Many times what a server says that takes a mail, its TLS handshake included. */
  private static final int MOST_BYTES = 64 << 10;

  private final NetClient client;

  TerseNetClient(NetClient client) {
    this.client = client;
  }

  private static Future<NetSocket> bounded(Future<NetSocket> connecting) {
    return connecting.onSuccess(
        socket ->
            ((NetSocketInternal) socket).channelHandlerContext().pipeline().addFirst(new Bound()));
  }

  /** Counts what comes on one socket. */
  private static final class Bound extends ChannelInboundHandlerAdapter {

    private long left = MOST_BYTES;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      left -= message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
      if (left < 0) {
        ReferenceCountUtil.release(message);
        ChannelFuture unused = context.close();
      } else {
        context.fireChannelRead(message);
      }
    }
  }

  @Override
  public Future<NetSocket> connect(ConnectOptions options) {
    return bounded(client.connect(options));
  }

  @Override
  public Future<NetSocket> connect(int port, String host) {
    return bounded(client.connect(port, host));
  }

  @Override
  public Future<NetSocket> connect(int port, String host, String serverName) {
    return bounded(client.connect(port, host, serverName));
  }

  @Override
  public Future<NetSocket> connect(SocketAddress address) {
    return bounded(client.connect(address));
  }

  @Override
  public Future<NetSocket> connect(SocketAddress address, String serverName) {
    return bounded(client.connect(address, serverName));
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
