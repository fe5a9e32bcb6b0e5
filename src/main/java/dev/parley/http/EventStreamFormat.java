package dev.parley.http;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Source;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Server-sent events (WHATWG HTML, section 9.2), as the former system's widget reads them. An
 * event's id is the length of the answer with it, in UTF-16 units. That widget loses an event that
 * is split over two reads; so an event is one write of at most {@link #MAX_EVENT_BYTES}, which fits
 * into one TCP segment, and no more are written at once than TCP sends without an acknowledgement
 * (10 segments, RFC 6928): what it has to queue it cuts into segments as it likes.
 */
final class EventStreamFormat implements AnswerFormat {

  private static final CharSequence CONTENT_TYPE =
      HttpHeaders.createOptimized("text/event-stream; charset=utf-8");

  static final int MAX_EVENT_BYTES = 1_200;

  /** For every format that writes events. */
  static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  static final Optional<Buffer> KEEP_ALIVE = Optional.of(Buffer.buffer(": keep-alive\n\n"));

  private static final String ID = "id: ";
  private static final String DATA = "\ndata: {\"content\":\"";
  private static final String CLOSE = "\"}\n\n";
  private static final int MAX_ID_DIGITS = 10;
  private static final int MAX_CONTENT_BYTES =
      MAX_EVENT_BYTES - ID.length() - MAX_ID_DIGITS - DATA.length() - CLOSE.length();

  private static final int EVENTS_AT_ONCE = 8;

  private static final List<Buffer> JUST_DONE = List.of(DONE);

  private static final Buffer BROKEN_OFF =
      Buffer.buffer(
          "event: error\ndata: {\"error\":\"The answer broke off.\",\"retryable\":true}\n\n");

  @Override
  public CharSequence contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public int portion(String text) {
    return JsonText.cut(text, 0, EVENTS_AT_ONCE * MAX_CONTENT_BYTES);
  }

  @Override
  public void write(String text, int offset, Consumer<Buffer> out) {
    int from = 0;
    while (from < text.length()) {
      int to = JsonText.cut(text, from, MAX_CONTENT_BYTES);
      out.accept(JsonText.between(ID + (offset + to) + DATA, text, from, to, CLOSE));
      from = to;
    }
  }

  @Override
  public List<Buffer> end(AnswerStatus status, List<Source> sources, int length) {
    if (sources.isEmpty()) {
      return JUST_DONE;
    }
    List<Buffer> events = new ArrayList<>();
    sources.forEach(source -> events.add(event(source, length)));
    events.add(DONE);
    return events;
  }

  /** Bears an empty content, so that whoever only adds up contents need not know of it. */
  private static Buffer event(Source source, int length) {
    JsonObject data =
        new JsonObject()
            .put("content", "")
            .put("source", new JsonObject().put("title", source.title()));
    source.url().ifPresent(url -> data.getJsonObject("source").put("url", url));
    return Buffer.buffer(ID + length + "\ndata: " + data.encode() + "\n\n");
  }

  @Override
  public List<Buffer> brokenOff() {
    return List.of(BROKEN_OFF);
  }

  @Override
  public Optional<Buffer> keepAlive() {
    return KEEP_ALIVE;
  }
}
