package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Source;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventStreamFormatTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<Buffer> events(String text, int offset) {
    List<Buffer> events = new ArrayList<>();
    new EventStreamFormat().write(text, offset, events::add);
    return events;
  }

  @Test
  @DisplayName("an event bears the answer's length with it, and its text escaped as JSON wants it")
  void bytes() {
    assertThat(events("say \"hé\\\"\n\u0001😀", 7))
        .singleElement()
        .extracting(event -> event.toString(StandardCharsets.UTF_8))
        .isEqualTo("id: 20\ndata: {\"content\":\"say \\\"hé\\\\\\\"\\n\\u0001😀\"}\n\n");
  }

  @Test
  @DisplayName("half a surrogate pair becomes the replacement character")
  void halfPair() {
    assertThat(events("a\ud800b", 0).get(0).toString()).contains("\"a\ufffdb\"");
  }

  @Test
  @DisplayName("a short text is cut all the same, where each of its characters takes six bytes")
  void controls() {
    assertThat(events("\u0001".repeat(200), 0))
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(event.length()).isLessThanOrEqualTo(EventStreamFormat.MAX_EVENT_BYTES));
  }

  @Test
  @DisplayName("what the answer rests on comes before its end, with a content that adds nothing")
  void sources() {
    List<Source> sources =
        List.of(
            new Source("Shop › \"Hours\"", Optional.of("https://shop.example/hours")),
            new Source("\u0001".repeat(Source.LONGEST_TITLE), Optional.of("a".repeat(400))));
    List<Buffer> events =
        new EventStreamFormat().end(AnswerStatus.COMPLETE, sources, Integer.MAX_VALUE);

    assertThat(events).hasSize(3);
    assertThat(events.get(0).toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "id: 2147483647\ndata: {\"content\":\"\",\"source\":{\"title\":\"Shop › \\\"Hours\\\"\","
                + "\"url\":\"https://shop.example/hours\"}}\n\n");
    assertThat(events.get(1).length()).isLessThanOrEqualTo(EventStreamFormat.MAX_EVENT_BYTES);
    assertThat(events.get(2)).isEqualTo(EventStreamFormat.DONE);
  }

  @Property
  @Label("a long text comes as few events, none above 1,200 bytes, and whole")
  void cut(@ForAll("texts") String text) throws JsonProcessingException {
    StringBuilder read = new StringBuilder();
    for (Buffer event : events(text, 1_000_000)) {
      String[] lines = event.toString(StandardCharsets.UTF_8).split("\n", -1);
      read.append(JSON.readTree(lines[1].substring("data: ".length())).get("content").asText());

      assertThat(event.length()).isLessThanOrEqualTo(EventStreamFormat.MAX_EVENT_BYTES);
      assertThat(lines).hasSize(4);
      assertThat(lines[0]).isEqualTo("id: " + (1_000_000 + read.length()));
    }
    assertThat(read.toString()).isEqualTo(text);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Integer> points =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 0x7f),
            Arbitraries.integers().between(0x80, 0xd7ff),
            Arbitraries.integers().between(0xe000, 0x10ffff));
    return points
        .list()
        .ofMinSize(1)
        .ofMaxSize(3_000)
        .map(
            list -> {
              StringBuilder text = new StringBuilder();
              list.forEach(text::appendCodePoint);
              return text.toString();
            });
  }
}
