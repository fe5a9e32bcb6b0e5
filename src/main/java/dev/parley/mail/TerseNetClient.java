package dev.parley.mail;

import dev.parley.mail.Conversation.Stage;
import dev.parley.net.NetClientWrapper;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;

/**
 * Closes each socket on which the server says too much. Vert.x' client for mails gathers a reply
 * until it ends, however long it is: a server that never ends a line would fill the heap within the
 * timeout. Tells how far a conversation comes, too. Thread-safe.
 */
final class TerseNetClient extends NetClientWrapper {

  /** Many times what a server says that takes a mail, its TLS handshake included. */
  private static final int MOST_BYTES = 64 << 10;

  private final Conversation conversation;

  /**
   * @param conversation told how far it comes, by the one connection that is made
   */
  TerseNetClient(NetClient client, Conversation conversation) {
    super(client);
    this.conversation = conversation;
  }

  @Override
  protected void connected(NetSocketInternal socket) {
    ChannelHandlerContext vertx = socket.channelHandlerContext();
    conversation.reached(Stage.CONNECTED);
    vertx.pipeline().addFirst(new Bound());
    // Next to Vert.x, where nothing is encrypted yet.
    vertx.pipeline().addBefore(vertx.name(), null, new EndOfData(conversation));
  }

  /** Counts what comes on one socket. */
  private final class Bound extends ChannelInboundHandlerAdapter {

    private long left = MOST_BYTES;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      conversation.reached(Stage.GREETED);
      left -= message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
      if (left < 0) {
        ReferenceCountUtil.release(message);
        ChannelFuture unused = context.close();
      } else {
        context.fireChannelRead(message);
      }
    }
  }
}
