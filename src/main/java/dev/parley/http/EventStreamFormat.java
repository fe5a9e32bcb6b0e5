package dev.parley.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Server-sent events (WHATWG HTML, section 9.2), as the former system's widget reads them. An
 * event's id is the length of the answer with it, in UTF-16 units. That widget loses an event that
 * is split over two reads; so an event is one write of at most {@link #MAX_EVENT_BYTES}, which fits
 * into one TCP segment.
 */
final class EventStreamFormat implements AnswerFormat {

  static final int MAX_EVENT_BYTES = 1_200;

  private static final String ID = "id: ";
  private static final String DATA = "\ndata: {\"content\":\"";
  private static final String CLOSE = "\"}\n\n";
  private static final int MAX_ID_DIGITS = 10;
  private static final int MAX_CONTENT_BYTES =
      MAX_EVENT_BYTES - ID.length() - MAX_ID_DIGITS - DATA.length() - CLOSE.length();

  private static final Optional<Buffer> DONE = Optional.of(Buffer.buffer("data: [DONE]\n\n"));
  private static final Optional<Buffer> KEEP_ALIVE = Optional.of(Buffer.buffer(": keep-alive\n\n"));
  private static final Optional<Buffer> BROKEN_OFF =
      Optional.of(
          Buffer.buffer(
              "event: error\ndata: {\"error\":\"The answer broke off.\",\"retryable\":true}\n\n"));

  @Override
  public String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public void write(String text, int offset, Consumer<Buffer> out) {
    int from = 0;
    while (from < text.length()) {
      int to = JsonText.cut(text, from, MAX_CONTENT_BYTES);
      out.accept(event(text, from, to, offset + to));
      from = to;
    }
  }

  private static Buffer event(String text, int from, int to, int id) {
    String before = ID + id + DATA;
    byte[] bytes = new byte[before.length() + JsonText.size(text, from, to) + CLOSE.length()];
    int end = ascii(before, bytes, 0);
    end = JsonText.write(text, from, to, bytes, end);
    ascii(CLOSE, bytes, end);
    return Buffer.buffer(bytes);
  }

  private static int ascii(String text, byte[] bytes, int at) {
    byte[] encoded = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(encoded, 0, bytes, at, encoded.length);
    return at + encoded.length;
  }

  @Override
  public Optional<Buffer> end() {
    return DONE;
  }

  @Override
  public Optional<Buffer> brokenOff() {
    return BROKEN_OFF;
  }

  @Override
  public Optional<Buffer> keepAlive() {
    return KEEP_ALIVE;
  }
}
