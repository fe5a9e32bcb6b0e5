package dev.parley.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;

/**
 * Refuses turns while there are too many, before more is made of them than Netty's decoder does:
 * what refusing costs, those who are served pay for. Only what needs nobody's judgement is refused
 * here: a turn from no page, whole as it came, on a connection that waits for nothing else.
 * Everything else goes on to the routes, which look again. What is refused here is counted as a
 * turn with its status, but not among the requests of Vert.x' own metrics. Belongs to one event
 * loop.
 */
final class EarlyRefusals {

  private final LoadShedding shedding;
  private final OpenTurns turns;
  private final HttpMetrics metrics;
  private final FullHttpResponse refusal = Problems.OVERLOADED.response();

  EarlyRefusals(LoadShedding shedding, OpenTurns turns, HttpMetrics metrics) {
    this.shedding = shedding;
    this.turns = turns;
    this.metrics = metrics;
  }

  /** Looks at what comes by a connection from now on. */
  void guard(WatchedConnection connection) {
    connection.insert("parleyRefusals", new Guard());
  }

  /** On the way down, the routes have another answer. */
  private boolean isTooMuch() {
    return !turns.refused() && shedding.isTooMuch();
  }

  private static boolean isTurn(HttpRequest head) {
    return head.method().equals(HttpMethod.POST)
        && head.uri().equals(TurnRoute.PATH)
        && !head.headers().contains(HttpHeaderNames.ORIGIN)
        && !head.headers().contains(HttpHeaderNames.EXPECT)
        && head.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && HttpUtil.isKeepAlive(head);
  }

  private static boolean isWholeBody(Object message) {
    return message instanceof LastHttpContent last && last.decoderResult().isSuccess();
  }

  /** At one connection: holds a turn's head back until the next message, which is its body. */
  private final class Guard extends ChannelInboundHandlerAdapter {

    private Optional<HttpRequest> held = Optional.empty();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (held.isPresent() && isWholeBody(message) && isTooMuch()) {
        held = Optional.empty();
        ReferenceCountUtil.release(message);
        refuse(context);
        return;
      }
      letPass(context);
      if (message instanceof HttpRequest head && mayBeRefused(context, head)) {
        held = Optional.of(head);
      } else {
        context.fireChannelRead(message);
      }
    }

    /** Nothing more is written here for one who does not read what he was told. */
    private boolean mayBeRefused(ChannelHandlerContext context, HttpRequest head) {
      return context.channel().isWritable() && isTurn(head);
    }

    private void refuse(ChannelHandlerContext context) {
      shedding.refused();
      metrics.answered(HttpMetrics.Kind.TURN, refusal.status().code());
      ChannelFuture unused = context.writeAndFlush(refusal.retainedDuplicate());
    }

    private void letPass(ChannelHandlerContext context) {
      held.ifPresent(
          head -> {
            held = Optional.empty();
            context.fireChannelRead(head);
          });
    }

    /** Its body comes later: nobody waits for that here. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      letPass(context);
      context.fireChannelReadComplete();
    }
  }
}
