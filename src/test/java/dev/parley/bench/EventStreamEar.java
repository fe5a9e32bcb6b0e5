package dev.parley.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tells what comes of a stream of events: pieces of text, signs of life, the end mark. A piece is
 * what one read brought, which a busy server fills with several events.
 */
final class EventStreamEar {

  private static final byte[] END_MARK = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Listener listener;
  private final byte[] tail = new byte[END_MARK.length];

  EventStreamEar(Listener listener) {
    this.listener = listener;
  }

  void hear(Buffer piece) {
    keepTail(piece);
    boolean onlyEndMark = piece.length() <= END_MARK.length && isWhole();
    boolean signOfLife = piece.getByte(0) == ':';
    if (!onlyEndMark && !signOfLife) {
      listener.chunk(System.nanoTime());
    }
  }

  /** Whether the end mark was the last that came. */
  boolean isWhole() {
    return Arrays.equals(tail, END_MARK);
  }

  private void keepTail(Buffer piece) {
    int taken = Math.min(piece.length(), tail.length);
    System.arraycopy(tail, taken, tail, 0, tail.length - taken);
    piece.getBytes(piece.length() - taken, piece.length(), tail, tail.length - taken);
  }
}
