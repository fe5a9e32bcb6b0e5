package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** A connection, with one turn at a time. Used on one event loop. */
final class ChatConnection {

  private static final int STATUS_FROM = "HTTP/1.1 ".length();

  private final NetSocket socket;

  /** The answer's head, as far as it came. */
  private Buffer head = Buffer.buffer();

  private boolean headIsWhole;
  private EventStreamEar ear = new EventStreamEar(Listener.NOBODY);
  private Promise<Void> answered = Promise.promise();
  private boolean usable = true;

  ChatConnection(NetSocket socket) {
    this.socket = socket;
    socket.handler(this::hear);
    socket.exceptionHandler(this::fail);
    socket.closeHandler(closed -> fail(new IllegalStateException("the server hung up")));
  }

  /** Completes when the whole answer came; fails, and is of no more use, when it did not. */
  Future<Void> ask(Buffer request, Listener listener) {
    ear = new EventStreamEar(listener);
    head = Buffer.buffer();
    headIsWhole = false;
    answered = Promise.promise();
    if (usable) {
      socket.write(request);
    } else {
      answered.fail("the server hung up");
    }
    return answered.future();
  }

  boolean isUsable() {
    return usable;
  }

  private void hear(Buffer piece) {
    if (headIsWhole) {
      hearBody(piece);
      return;
    }
    head.appendBuffer(piece);
    int end = endOfHead();
    if (end < 0) {
      return;
    }
    Buffer body = head.slice(end, head.length());
    String status = head.getString(STATUS_FROM, STATUS_FROM + 3);
    headIsWhole = true;
    if (!status.equals("200")) {
      fail(new IllegalStateException("HTTP " + status));
    } else if (body.length() > 0) {
      hearBody(body);
    }
  }

  private void hearBody(Buffer piece) {
    ear.hear(piece);
    if (ear.isWhole()) {
      answered.tryComplete();
    }
  }

  private int endOfHead() {
    for (int at = STATUS_FROM; at <= head.length(); at++) {
      if (head.getByte(at - 1) == '\n'
          && head.getByte(at - 2) == '\r'
          && head.getByte(at - 3) == '\n') {
        return at;
      }
    }
    return -1;
  }

  private void fail(Throwable cause) {
    if (usable) {
      usable = false;
      socket.close();
    }
    answered.tryFail(cause);
  }
}
