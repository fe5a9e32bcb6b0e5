package dev.parley.http;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Source;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The UI message stream, version 1, of the npm package {@code ai} (AI SDK UI, "Stream Protocols"):
 * server-sent events whose data are parts of a message. The message is named by its turn, so that
 * one that is resumed or replayed replaces itself in the page. Parts bear only what versions 5.0.0
 * and 6.0.0 knew, which refuse a part with more. An event is one write of at most {@link
 * EventStreamFormat#MAX_EVENT_BYTES}.
 */
final class UiMessageFormat implements AnswerFormat {

  private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("text/event-stream");

  private static final Map<String, String> HEADERS = Map.of("x-vercel-ai-ui-message-stream", "v1");

  private static final String DELTA = "data: {\"type\":\"text-delta\",\"id\":\"text\",\"delta\":\"";
  private static final String CLOSE = "\"}\n\n";
  private static final int MAX_DELTA_BYTES =
      EventStreamFormat.MAX_EVENT_BYTES - DELTA.length() - CLOSE.length();

  private static final Buffer START_STEP = part("\"type\":\"start-step\"");
  private static final Buffer TEXT_START = part("\"type\":\"text-start\",\"id\":\"text\"");
  private static final Buffer TEXT_END = part("\"type\":\"text-end\",\"id\":\"text\"");
  private static final Buffer FINISH_STEP = part("\"type\":\"finish-step\"");
  private static final Buffer FINISH = part("\"type\":\"finish\"");
  private static final Buffer ABORT = part("\"type\":\"abort\"");
  private static final Buffer ERROR =
      part("\"type\":\"error\",\"errorText\":\"The answer broke off. Try again.\"");

  private static final List<Buffer> COMPLETE =
      List.of(TEXT_END, FINISH_STEP, FINISH, EventStreamFormat.DONE);
  private static final List<Buffer> STOPPED = List.of(TEXT_END, ABORT, EventStreamFormat.DONE);
  private static final List<Buffer> BROKEN_OFF = List.of(ERROR, EventStreamFormat.DONE);

  private static Buffer part(String fields) {
    return Buffer.buffer("data: {" + fields + "}\n\n");
  }

  @Override
  public CharSequence contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public Map<String, String> headers() {
    return HEADERS;
  }

  @Override
  public List<Buffer> opening(UUID turnId) {
    Buffer start = part("\"type\":\"start\",\"messageId\":\"" + turnId + "\"");
    return List.of(start, START_STEP, TEXT_START);
  }

  @Override
  public void write(String text, int offset, Consumer<Buffer> out) {
    int from = 0;
    while (from < text.length()) {
      int to = JsonText.cut(text, from, MAX_DELTA_BYTES);
      out.accept(JsonText.between(DELTA, text, from, to, CLOSE));
      from = to;
    }
  }

  @Override
  public List<Buffer> end(AnswerStatus status, List<Source> sources, int length) {
    List<Buffer> marks = status == AnswerStatus.STOPPED ? STOPPED : COMPLETE;
    if (sources.isEmpty()) {
      return marks;
    }
    List<Buffer> parts = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      parts.add(part(sources.get(i), "source-" + (i + 1)));
    }
    parts.addAll(marks);
    return parts;
  }

  /** A page, or, since a part of that type must have an address, a document. */
  private static Buffer part(Source source, String id) {
    JsonObject part = new JsonObject();
    if (source.url().isPresent()) {
      part.put("type", "source-url").put("sourceId", id).put("url", source.url().get());
    } else {
      part.put("type", "source-document").put("sourceId", id).put("mediaType", "text/markdown");
    }
    part.put("title", source.title());
    return Buffer.buffer("data: " + part.encode() + "\n\n");
  }

  /** Also as the first part: a page then shows the error, and no empty message. */
  @Override
  public List<Buffer> brokenOff() {
    return BROKEN_OFF;
  }

  @Override
  public Optional<Buffer> keepAlive() {
    return EventStreamFormat.KEEP_ALIVE;
  }
}
