package dev.parley.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Lets a connection's requests pass one at a time: the next one when the answer to the one before
 * is written, and then in a task of the event loop of its own, so that whoever sends thousands in
 * one piece (pipelining, RFC 9112, section 9.3.2) gets no more of the loop than others. A few may
 * wait. When more come, they are thrown away, and the connection ends behind the answers that are
 * due: its client has to send again what was not answered. Belongs to one event loop.
 */
final class OneAtATime extends ChannelDuplexHandler {

  /** So many requests wait for the one before them. */
  static final int MOST_WAITING = 16;

  /** Of all that waits together, in bytes. */
  static final int MOST_BYTES = 32 * 1024;

  /** What is kept of a request, or a header, beside its text: about so much, in bytes. */
  private static final int KEPT_BESIDE = 64;

  private final Runnable overrun;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private int requestsWaiting;
  private int bytesWaiting;

  /** A request has passed, and its answer is not written, or was in the task that still runs. */
  private boolean isBusy;

  private boolean isOverrun;

  /**
   * @param overrun is told when more is sent than may wait
   */
  OneAtATime(Runnable overrun) {
    this.overrun = overrun;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (isOverrun) {
      ReferenceCountUtil.release(message);
    } else if (waiting.isEmpty() && !(isBusy && message instanceof HttpRequest)) {
      pass(context, message);
    } else {
      hold(message);
    }
  }

  private void pass(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      isBusy = true;
    }
    context.fireChannelRead(message);
  }

  private void hold(Object message) {
    waiting.add(message);
    bytesWaiting += size(message);
    if (message instanceof HttpRequest) {
      requestsWaiting++;
    }
    if (requestsWaiting > MOST_WAITING || bytesWaiting > MOST_BYTES) {
      isOverrun = true;
      overrun.run();
      dropTheLast();
    }
  }

  /** The one that is one too many, or whose end will not be heard. */
  private void dropTheLast() {
    Object last;
    do {
      last = waiting.removeLast();
      ReferenceCountUtil.release(last);
    } while (!(last instanceof HttpRequest));
    requestsWaiting--;
  }

  private static int size(Object message) {
    int size = KEPT_BESIDE;
    if (message instanceof HttpRequest request) {
      size += request.uri().length();
      var headers = request.headers().iteratorCharSequence();
      while (headers.hasNext()) {
        Map.Entry<CharSequence, CharSequence> header = headers.next();
        size += KEPT_BESIDE + header.getKey().length() + header.getValue().length();
      }
    }
    return message instanceof HttpContent content ? size + content.content().capacity() : size;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean isLast = isOverrun && requestsWaiting == 0;
    if (isLast
        && message instanceof HttpResponse response
        && !WatchedConnection.isInterim(response)) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    if (!WatchedConnection.endsAnswer(message)) {
      ChannelFuture unused = context.write(message, promise);
      return;
    }
    if (isLast) {
      context.write(message, promise.unvoid()).addListener(written -> close(context));
    } else {
      ChannelFuture unused = context.write(message, promise);
      context.executor().execute(() -> passNext(context));
    }
  }

  private void passNext(ChannelHandlerContext context) {
    isBusy = false;
    if (context.isRemoved()) {
      return;
    }
    if (requestsWaiting == 0) {
      if (isOverrun) { // what was the last one has been dropped meanwhile
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> close(context));
      }
      return;
    }
    requestsWaiting--;
    do {
      Object message = waiting.remove();
      bytesWaiting -= size(message);
      pass(context, message);
    } while (!waiting.isEmpty() && !(waiting.peek() instanceof HttpRequest));
    context.fireChannelReadComplete();
  }

  /** From here: Vert.x, behind this, would wait for more. */
  private static void close(ChannelHandlerContext context) {
    ChannelFuture unused = context.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
