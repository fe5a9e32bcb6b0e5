package dev.parley.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tells what comes of a stream of events, in HTTP's chunks: pieces of text, signs of life, the end.
 * A piece is what one read brought, which a busy server fills with several events.
 */
final class EventStreamEar {

  private static final byte[] END =
      "data: [DONE]\n\n\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** How long a piece is that has nothing but the end mark, the length of its chunk included. */
  private static final int END_ALONE = END.length + "e\r\n".length();

  /**
   * What a chunk begins with is its length; a sign of life is a comment, which begins with this.
   */
  private static final byte COMMENT = ':';

  private static final int MOST_DIGITS = 6;

  private final Listener listener;
  private final byte[] tail = new byte[END.length];

  EventStreamEar(Listener listener) {
    this.listener = listener;
  }

  void hear(Buffer piece) {
    keepTail(piece);
    boolean whole = isWhole();
    long now = System.nanoTime();
    if (!(piece.length() <= END_ALONE && (whole || isPartOfEnd(piece))) && !isSignOfLife(piece)) {
      listener.chunk(piece, now);
    }
    if (whole) {
      listener.end(now);
    }
  }

  /** Whether the end mark and HTTP's last chunk were what came last. */
  boolean isWhole() {
    return Arrays.equals(tail, END);
  }

  /** The end mark, or HTTP's last chunk, when they come apart. */
  private static boolean isPartOfEnd(Buffer piece) {
    String text = piece.toString(StandardCharsets.US_ASCII);
    return text.startsWith("0\r\n") || text.contains("data: [DONE]");
  }

  private static boolean isSignOfLife(Buffer piece) {
    for (int at = 1; at < Math.min(MOST_DIGITS, piece.length()) - 1; at++) {
      if (piece.getByte(at) == '\n') {
        return piece.getByte(at + 1) == COMMENT;
      }
    }
    return false;
  }

  private void keepTail(Buffer piece) {
    int taken = Math.min(piece.length(), tail.length);
    System.arraycopy(tail, taken, tail, 0, tail.length - taken);
    piece.getBytes(piece.length() - taken, piece.length(), tail, tail.length - taken);
  }
}
