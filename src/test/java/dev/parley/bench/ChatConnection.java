package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection, with one turn at a time. Used on one event loop. */
final class ChatConnection {

  private static final int STATUS_FROM = "HTTP/1.1 ".length();
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final Pattern CLOSES = Pattern.compile("(?i)\r\nconnection: *close");

  private final NetSocket socket;

  /** The answer's head, as far as it came. */
  private Buffer head = Buffer.buffer();

  private boolean headIsWhole;
  private EventStreamEar ear = new EventStreamEar(Listener.NOBODY);
  private Promise<Void> answered = Promise.promise();
  private boolean usable = true;
  private long idleSince = System.nanoTime();

  ChatConnection(NetSocket socket) {
    this.socket = socket;
    socket.handler(this::hear);
    socket.exceptionHandler(this::fail);
    socket.closeHandler(closed -> fail(new IllegalStateException("the server hung up")));
  }

  /**
   * Completes when the whole answer came; fails when it did not, and with what the status says when
   * the server refused. Only after a refusal that came whole is the connection still of use.
   */
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
    return answered.future().onComplete(over -> idleSince = System.nanoTime());
  }

  boolean isUsable() {
    return usable;
  }

  /** Whether it may be asked again, and was not quiet for as long as that. */
  boolean isUsable(Duration mostIdle) {
    return usable && System.nanoTime() - idleSince < mostIdle.toNanos();
  }

  void close() {
    fail(new IllegalStateException("closed"));
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
    if (!status.equals("200")) {
      refused(Integer.parseInt(status), head.getString(0, end), body.length());
      return;
    }
    headIsWhole = true;
    if (body.length() > 0) {
      hearBody(body);
    }
  }

  /**
   * A refusal is short and bears its length; the connection goes on after it, as a browser's does.
   */
  private void refused(int status, String itsHead, int bodySoFar) {
    RefusedException cause = new RefusedException(status);
    Matcher length = LENGTH.matcher(itsHead);
    if (!length.find() || CLOSES.matcher(itsHead).find()) {
      fail(cause);
    } else if (bodySoFar >= Integer.parseInt(length.group(1))) {
      answered.tryFail(cause);
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
