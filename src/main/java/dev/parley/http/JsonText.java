package dev.parley.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * The inside of a JSON string in UTF-8, measured before it is written: so a long text is cut where
 * its bytes are enough, never inside a surrogate pair or an escape. Half a pair, which no bot
 * should say, is written as U+FFFD.
 */
final class JsonText {

  private static final String HEX = "0123456789abcdef";
  private static final char REPLACEMENT = '\ufffd';

  /** What a control character takes; of a surrogate pair each half takes two. */
  private static final long MOST_BYTES_OF_A_CHAR = 6;

  private JsonText() {}

  /** Up to where the text from there on fits into so many bytes; at least one character does. */
  static int cut(String text, int from, int maxBytes) {
    if ((text.length() - from) * MOST_BYTES_OF_A_CHAR <= maxBytes) {
      return text.length(); // so it is with the words of a model, which come few at a time
    }
    int bytes = 0;
    int at = from;
    while (at < text.length()) {
      int point = codePoint(text, at);
      bytes += size(point);
      if (bytes > maxBytes) {
        return at;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  /** How many bytes a stretch of text takes. */
  static int size(String text, int from, int to) {
    int bytes = 0;
    for (int at = from; at < to; ) {
      int point = codePoint(text, at);
      bytes += size(point);
      at += Character.charCount(point);
    }
    return bytes;
  }

  /** Writes a stretch of text, and returns where it ends. */
  static int write(String text, int from, int to, byte[] bytes, int start) {
    int end = start;
    for (int at = from; at < to; ) {
      int point = codePoint(text, at);
      end = write(point, bytes, end);
      at += Character.charCount(point);
    }
    return end;
  }

  /**
   * A stretch of text with what stands around it, as one buffer.
   *
   * @param before ASCII
   * @param after ASCII
   */
  static Buffer between(String before, String text, int from, int to, String after) {
    byte[] bytes = new byte[before.length() + size(text, from, to) + after.length()];
    int end = ascii(before, bytes, 0);
    end = write(text, from, to, bytes, end);
    ascii(after, bytes, end);
    return Buffer.buffer(bytes);
  }

  private static int ascii(String text, byte[] bytes, int at) {
    byte[] encoded = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(encoded, 0, bytes, at, encoded.length);
    return at + encoded.length;
  }

  private static int codePoint(String text, int at) {
    int point = text.codePointAt(at);
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
        ? REPLACEMENT
        : point;
  }

  private static int size(int point) {
    if (point < 0x80) {
      return shortEscape(point) != 0 ? 2 : point < 0x20 ? 6 : 1;
    }
    return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  private static int write(int point, byte[] bytes, int start) {
    int end = start;
    if (point < 0x80) {
      return writeAscii(point, bytes, end);
    }
    if (point < 0x800) {
      bytes[end++] = (byte) (0xc0 | (point >> 6));
    } else {
      if (point < 0x10000) {
        bytes[end++] = (byte) (0xe0 | (point >> 12));
      } else {
        bytes[end++] = (byte) (0xf0 | (point >> 18));
        bytes[end++] = (byte) (0x80 | (point >> 12 & 0x3f));
      }
      bytes[end++] = (byte) (0x80 | (point >> 6 & 0x3f));
    }
    bytes[end++] = (byte) (0x80 | (point & 0x3f));
    return end;
  }

  private static int writeAscii(int point, byte[] bytes, int start) {
    int end = start;
    int escape = shortEscape(point);
    if (escape != 0) {
      bytes[end++] = '\\';
      bytes[end++] = (byte) escape;
    } else if (point < 0x20) {
      bytes[end++] = '\\';
      bytes[end++] = 'u';
      bytes[end++] = '0';
      bytes[end++] = '0';
      bytes[end++] = (byte) HEX.charAt(point >> 4);
      bytes[end++] = (byte) HEX.charAt(point & 0xf);
    } else {
      bytes[end++] = (byte) point;
    }
    return end;
  }

  /** The letter of a character's escape of two; 0 when it has none. */
  private static int shortEscape(int point) {
    return switch (point) {
      case '"', '\\' -> point;
      case '\n' -> 'n';
      case '\r' -> 'r';
      case '\t' -> 't';
      case '\b' -> 'b';
      case '\f' -> 'f';
      default -> 0;
    };
  }
}
