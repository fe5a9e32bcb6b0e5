package dev.parley.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.mail.Conversation.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * Tells when the line that ends a mail's data has left (RFC 5321, section 4.1.1.4). From then on
 * the server may deliver the mail, whether its answer comes or not. Vert.x' client does not tell;
 * but it writes each line by itself, and doubles the dot of one that is in the mail. It does not
 * leave any more once nobody waits for the answer. For one connection; on its event loop.
 */
final class EndOfData extends ChannelDuplexHandler {

  private static final ByteBuf END =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(".\r\n", US_ASCII).asReadOnly());

  private final Conversation conversation;

  /**
   * @param conversation that reaches {@link Stage#SENT_WHOLE} once the system has taken the line
   */
  EndOfData(Conversation conversation) {
    this.conversation = conversation;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!END.equals(message)) {
      ChannelFuture unused = context.write(message, promise);
    } else if (conversation.isOver()) {
      ReferenceCountUtil.release(message);
      IOException late = new IOException("the time is up");
      context.fireExceptionCaught(late); // before the write fails, for the reason below
      promise.tryFailure(late);
    } else {
      ChannelFuture unused = context.write(message, heard(promise));
    }
  }

  private ChannelPromise heard(ChannelPromise promise) {
    return promise
        .unvoid()
        .addListener(
            written -> {
              if (written.isSuccess()) {
                conversation.reached(Stage.SENT_WHOLE);
              }
            });
  }

  /**
   * To the client, a connection that closes before the answer has failed first: of one that only
   * closes, and of a write that fails, its version 5.0.7 tells and then throws a
   * NullPointerException as well, which is nobody's (SMTPSendMail.sendEndDot).
   */
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (conversation.isSentWhole()) {
      context.fireExceptionCaught(new IOException("the connection was closed"));
    }
    context.fireChannelInactive();
  }
}
