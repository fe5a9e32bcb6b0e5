package dev.parley.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.util.Optional;

/**
 * One connection, and how far its requests have come. Vert.x tells of a request when its head is
 * whole; what comes before, or never, is seen in Netty's pipeline: once as bytes, and once as the
 * messages that they are. Belongs to one event loop.
 */
final class WatchedConnection {

  private static final AttributeKey<WatchedConnection> KEY =
      AttributeKey.valueOf(WatchedConnection.class.getName());

  /** The names that Vert.x gives. */
  private static final String DECODER = "httpDecoder";

  private static final String MESSAGES = "parleyMessages";

  /** Several times what waits of one answer at most: so much is left by one who never reads. */
  private static final long MOST_UNREAD = 4 * 1024 * 1024;

  private static final Problem LATE = Problem.of(408, "The request took too long.");

  private static final DecoderResult MALFORMED =
      DecoderResult.failure(new IllegalArgumentException("malformed head"));

  private final Channel channel;
  private final InetAddress peer;
  private final Optional<Long> share;
  private final Connections connections;

  /** When the request began that is not whole yet; at first, when the connection was accepted. */
  private long begun = System.nanoTime();

  private boolean isIncomplete = true;
  private boolean hasSpoken;
  private boolean isBodyMissing;
  private boolean wasLate;

  /** {@link OneAtATime} lets no request by while it is. */
  private boolean isAnswerDue;

  /** The answer that is due may be silent for as long as its bot is. */
  private boolean isAnswerSilent;

  private Optional<Runnable> lateBody = Optional.empty();

  /**
   * @param peer who is at its other end
   * @param share by what the client's address is held to its share of the places
   */
  WatchedConnection(
      ConnectionBase connection, InetAddress peer, Optional<Long> share, Connections connections) {
    this.channel = connection.channel();
    this.peer = peer;
    this.share = share;
    this.connections = connections;
    channel.attr(KEY).set(this);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore(DECODER, "parleyBytes", new Bytes());
    String server = connection.channelHandlerContext().name();
    pipeline.addBefore(server, "parleyOneAtATime", new OneAtATime(connections::tooFarAhead));
    pipeline.addBefore(server, MESSAGES, new Messages());
  }

  /** The one that a request came by. */
  static WatchedConnection of(HttpServerRequest request) {
    return ((ConnectionBase) request.connection()).channel().attr(KEY).get();
  }

  /** The address of its other end: the client's, or that of a proxy. */
  InetAddress peer() {
    return peer;
  }

  Optional<Long> share() {
    return share;
  }

  /** Has a handler see the messages, too: what comes behind this, what leaves before it. */
  void insert(String name, ChannelHandler handler) {
    channel.pipeline().addAfter(MESSAGES, name, handler);
  }

  /**
   * Until its answer ends it may be idle: nothing can be said while the bot says nothing. That its
   * client closes it is seen all the same.
   */
  void letAnswerBeSilent() {
    isAnswerSilent = true;
  }

  /** Whoever collects the request's body is told when it is late. */
  void onLateBody(Runnable collector) {
    lateBody = Optional.of(collector);
  }

  /** Nobody waits for the body any more. */
  void forgetLateBody() {
    lateBody = Optional.empty();
  }

  /** Whether nothing of it is under way in either direction, but perhaps a request's head. */
  boolean isQuiet() {
    return !isAnswerDue && unread() == 0;
  }

  /** How many bytes wait for the client to read, beyond what the network holds. */
  private long unread() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes(); // a closed one has none
  }

  /** Whether its request takes longer than that, in nanoseconds. */
  boolean isLate(long now, long patience) {
    return isIncomplete && now - begun >= patience;
  }

  /** Ends it, whose request is late, unless an answer is under way, which is never cut. */
  void endLate() {
    if (!isAnswerDue) {
      isIncomplete = false;
      countLate();
      end();
    } else if (isBodyMissing && lateBody.isPresent()) {
      begun = System.nanoTime(); // for the answer, which the collector's owner gives
      countLate();
      lateBody.get().run();
    }
  }

  private void countLate() {
    if (!wasLate) {
      wasLate = true;
      connections.late();
    }
  }

  /** With an answer, where one is due and the client reads. */
  private void end() {
    if (hasSpoken && !isBodyMissing && isQuiet()) {
      channel
          .pipeline()
          .context(MESSAGES)
          .writeAndFlush(answer())
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      close();
    }
  }

  /** At once, whatever is left to be sent: Vert.x, behind this, would wait for that to be read. */
  void close() {
    ChannelHandlerContext here = channel.pipeline().context(MESSAGES);
    if (here != null) { // a closed one has no handlers any more
      ChannelFuture unused = here.close();
    }
  }

  static void close(Channel channel) {
    ChannelFuture unused = channel.close();
  }

  private static FullHttpResponse answer() {
    FullHttpResponse answer = LATE.response();
    answer.headers().set("Connection", "close");
    return answer;
  }

  static boolean endsAnswer(Object message) {
    return message instanceof LastHttpContent && !isInterim(message);
  }

  /** Whether it only says that there will be an answer, as {@code 100 Continue} does. */
  static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  /** Sees each piece as it comes, before it is read. */
  private final class Bytes extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object piece) {
      if (!isIncomplete) {
        isIncomplete = true;
        begun = System.nanoTime();
      }
      hasSpoken = true;
      context.fireChannelRead(piece);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connections.left(WatchedConnection.this);
      context.fireChannelInactive();
    }
  }

  /** Sees requests as they begin and end, and where answers end. */
  private final class Messages extends ChannelDuplexHandler {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        endIfNeverRead();
        refuseIfMalformed(request);
        isAnswerDue = true;
        isBodyMissing = true;
        if (!isIncomplete) { // its first bytes came with the end of the one before
          isIncomplete = true;
          begun = System.nanoTime();
        }
        connections.busy(WatchedConnection.this);
      }
      if (message instanceof LastHttpContent) {
        isIncomplete = false;
        hasSpoken = false;
        isBodyMissing = false;
      }
      context.fireChannelRead(message);
    }

    /** He asks on: what he is answered would be kept for him, however much it is. */
    private void endIfNeverRead() {
      if (unread() > MOST_UNREAD) {
        connections.neverRead();
        WatchedConnection.this.close();
      }
    }

    /** Vert.x has it answered as it has what Netty could not read. */
    private void refuseIfMalformed(HttpRequest request) {
      boolean isRead = request.decoderResult().isSuccess();
      if (isRead && RequestHead.isWellFormed(request)) {
        return;
      }
      if (isRead) {
        request.setDecoderResult(MALFORMED);
      }
      if (!request.method().equals(HttpMethod.HEAD)) { // whose answer has no body
        request.setMethod(HttpMethod.GET); // what is counted is the sender's choice otherwise
      }
      request.setProtocolVersion(HttpVersion.HTTP_1_1); // of another one Vert.x says 501
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
        throws Exception {
      if (endsAnswer(message)) {
        answerEnds();
      }
      super.write(context, message, promise);
    }

    /** One who leaves unread what was said is no bot that says nothing. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (!(event instanceof IdleStateEvent && isAnswerSilent && unread() == 0)) {
        super.userEventTriggered(context, event);
      }
    }

    /** What was sent behind it has waited for it, so its time begins now. */
    private void answerEnds() {
      isAnswerDue = false;
      isAnswerSilent = false;
      if (isIncomplete && !isBodyMissing) {
        begun = System.nanoTime();
      }
      connections.quiet(WatchedConnection.this);
    }
  }
}
