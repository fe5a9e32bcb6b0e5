package dev.parley.bot.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.StringJoiner;

/**
 * Server-sent events, out of bytes that are cut anywhere: a line is decoded only when it is whole.
 * An event that lacks its empty line at the {@linkplain #end end} is one all the same: some servers
 * forget it, though the standard (WHATWG HTML, 9.2.6) says otherwise.
 */
final class EventStream implements Handler<Buffer> {

  /** The longest line, and the longest event: far more than any token. */
  private static final int LONGEST = 1 << 20;

  private static final String MARK = "\uFEFF";
  private static final Buffer END_OF_EVENT = Buffer.buffer("\n\n");

  private final Handler<ServerSentEvent> events;
  private final RecordParser lines =
      RecordParser.newDelimited("\n", this::line).maxRecordSize(LONGEST);
  private boolean begun;
  private String name;
  private StringJoiner data;

  EventStream(Handler<ServerSentEvent> events) {
    this.events = events;
    forget();
  }

  /**
   * Takes further bytes.
   *
   * @throws IllegalStateException when a line or an event is too long
   */
  @Override
  public void handle(Buffer bytes) {
    lines.handle(bytes);
  }

  /** No bytes follow: what is there is the last event. It may be broken off. */
  void end() {
    lines.handle(END_OF_EVENT);
  }

  private void line(Buffer bytes) {
    String line = withoutMark(withoutReturn(bytes.toString(UTF_8)));
    if (line.isEmpty()) {
      dispatch();
    } else if (line.startsWith("data:")) {
      data.add(value(line));
      if (data.length() > LONGEST) {
        throw new IllegalStateException("an event is too long");
      }
    } else if (line.startsWith("event:")) {
      name = value(line);
    } // anything else is a comment, or nothing that a model's answer needs
  }

  /** Of a byte order mark, which may stand before the first line, and before no other. */
  private String withoutMark(String line) {
    boolean isMarked = !begun && line.startsWith(MARK);
    begun = true;
    return isMarked ? line.substring(MARK.length()) : line;
  }

  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private static String value(String line) {
    int at = line.indexOf(':') + 1;
    return line.startsWith(" ", at) ? line.substring(at + 1) : line.substring(at);
  }

  private void dispatch() {
    String text = data.toString();
    ServerSentEvent event = new ServerSentEvent(name, text);
    forget();
    if (!text.isEmpty()) {
      events.handle(event);
    }
  }

  private void forget() {
    name = null; // as langchain4j has it
    data = new StringJoiner("\n");
  }
}
