package dev.parley.database;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is below the client's connections. */
final class Channels {

  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

  private Channels() {}

  static Channel of(SqlConnection connection) {
    SocketConnectionBase socket =
        (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap();
    return socket.socket().channelHandlerContext().channel();
  }

  /**
   * Closes it past the client's codec, which would take leave of the server behind all that was
   * asked before, and wait for its answer.
   */
  static void abort(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext(); // none of one that is closed
    ChannelFuture closing = first == null ? channel.close() : first.close();
    closing.addListener(closed -> LOG.debug("closed {}", channel));
  }
}
