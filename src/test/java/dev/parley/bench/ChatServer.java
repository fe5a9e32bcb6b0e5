package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A server that is asked: one connection for each turn that is under way, none shared. It speaks
 * HTTP over bare sockets, since client and server share the machine: what a whole HTTP client costs
 * would be missing to the server. Used on one event loop.
 */
final class ChatServer {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Less than the server's {@code http.idleTimeout}: who asks when that is over is hung up on. */
  private static final Duration MOST_IDLE = Duration.ofSeconds(60);

  private final NetClient client;
  private final URI url;
  private final int mostConnections;
  private final Deque<ChatConnection> idle = new ArrayDeque<>();
  private final Deque<Promise<ChatConnection>> waiting = new ArrayDeque<>();
  private final byte[] head;
  private int connections;

  /**
   * @param mostConnections the most of them; what is asked beyond waits
   */
  ChatServer(Vertx vertx, URI url, int mostConnections) {
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setTcpNoDelay(true)
                .setConnectTimeout((int) PATIENCE.toMillis()));
    this.url = url;
    this.mostConnections = mostConnections;
    this.head =
        """
        POST /api/bot/stream HTTP/1.1\r
        Host: %s:%d\r
        Content-Type: application/json\r
        Content-Length: \
        """
            .formatted(url.getHost(), url.getPort())
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Asks. Completes when the whole answer came; fails when it did not. */
  Future<Void> ask(Buffer turn, Listener listener) {
    return connection()
        .compose(
            connection ->
                connection.ask(request(turn), listener).onComplete(over -> release(connection)));
  }

  private Buffer request(Buffer turn) {
    return Buffer.buffer(head.length + turn.length() + 16)
        .appendBytes(head)
        .appendString(Integer.toString(turn.length()))
        .appendString("\r\n\r\n")
        .appendBuffer(turn);
  }

  private Future<ChatConnection> connection() {
    ChatConnection ready = idle.poll();
    while (ready != null && !ready.isUsable(MOST_IDLE)) {
      ready.close();
      connections--;
      ready = idle.poll();
    }
    if (ready != null) {
      return Future.succeededFuture(ready);
    }
    if (connections == mostConnections) {
      Promise<ChatConnection> next = Promise.promise();
      waiting.add(next);
      return next.future();
    }
    return connect();
  }

  private Future<ChatConnection> connect() {
    connections++;
    return client
        .connect(url.getPort(), url.getHost())
        .map(ChatConnection::new)
        .onFailure(refused -> lost());
  }

  /** A connection is gone; whoever waits for one gets another in its place. */
  private void lost() {
    connections--;
    Promise<ChatConnection> next = waiting.poll();
    if (next != null) {
      connect().onComplete(next);
    }
  }

  /** The one that was used last is used next, so that a low rate needs few of them. */
  private void release(ChatConnection connection) {
    if (!connection.isUsable()) {
      lost();
      return;
    }
    Promise<ChatConnection> next = waiting.poll();
    if (next == null) {
      idle.push(connection);
    } else {
      next.complete(connection);
    }
  }
}
