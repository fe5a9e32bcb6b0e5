package dev.parley.bot.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A stream of events")
class EventStreamTest {

  private static final String STREAM =
      """
      : a comment
      data: {"a":"größe 😀"}

      event: named
      data:no blank
      data:  two
      id: 7


      data

      data: unfinished
      """;

  private final List<ServerSentEvent> events = new ArrayList<>();
  private final EventStream stream = new EventStream(events::add);

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  @DisplayName(
      "gives the same events wherever its bytes are cut, and before its end none that is not whole")
  void cutAnywhere(String lineEnd) {
    byte[] bytes = STREAM.replace("\n", lineEnd).getBytes(UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      List<ServerSentEvent> heard = new ArrayList<>();
      EventStream cutStream = new EventStream(heard::add);
      cutStream.handle(Buffer.buffer(bytes).slice(0, cut));
      cutStream.handle(Buffer.buffer(bytes).slice(cut, bytes.length));
      assertThat(heard)
          .containsExactly(
              new ServerSentEvent(null, "{\"a\":\"größe 😀\"}"),
              new ServerSentEvent("named", "no blank\n two"));
    }
  }

  @Test
  @DisplayName("does not grow without end: neither a line nor an event may")
  void bounded() {
    Buffer piece = Buffer.buffer("data: " + "x".repeat(100_000));
    assertThatThrownBy(() -> feed(piece)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> feed(piece.copy().appendString("\n")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(events).isEmpty();
  }

  private void feed(Buffer piece) {
    EventStream endless = new EventStream(events::add);
    for (int i = 0; i < 20; i++) {
      endless.handle(piece);
    }
  }

  @Test
  @DisplayName("may end without an empty line, or within a line")
  void end() {
    stream.handle(Buffer.buffer("data: one\n\ndata: two\ndata: thr"));
    stream.end();
    assertThat(events).extracting(ServerSentEvent::data).containsExactly("one", "two\nthr");
  }

  @Test
  @DisplayName("may begin with a byte order mark")
  void byteOrderMark() {
    stream.handle(Buffer.buffer("\uFEFFdata: one\n\ndata: two\n\n"));
    assertThat(events).extracting(ServerSentEvent::data).containsExactly("one", "two");
  }

  @Test
  @DisplayName("is read on after an event")
  void readsOn() {
    stream.handle(Buffer.buffer("data: one\n\nda"));
    stream.handle(Buffer.buffer("ta: two\n\n"));
    assertThat(events).extracting(ServerSentEvent::data).containsExactly("one", "two");
  }
}
