package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The former system's widget splits what each read gives at line ends and drops what does not
 * parse. The same with a real {@code fetch} is in {@code src/test/node}.
 */
class FormerWidgetTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The longest answer, in characters that take the most bytes. */
  private static final String LONG = "😀\"é\\\n".repeat(6_000).substring(0, 32_768);

  /** The body's chunks, as they were written. */
  private static List<String> chunks(RawConnection raw) throws Exception {
    raw.readUntil("\r\n\r\n");
    List<String> chunks = new ArrayList<>();
    while (true) {
      int size = Integer.parseInt(raw.readUntil("\r\n").strip(), 16);
      if (size == 0) {
        return chunks;
      }
      // Byte by byte: RawConnection's characters are bytes.
      StringBuilder chunk = new StringBuilder();
      do {
        chunk.append(raw.readUntil("\r\n"));
      } while (chunk.length() < size + 2);
      byte[] bytes = chunk.substring(0, size).getBytes(StandardCharsets.ISO_8859_1);
      chunks.add(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static String widget(List<String> reads) {
    StringBuilder answer = new StringBuilder();
    for (String read : reads) {
      for (String line : read.split("\n", -1)) {
        if (line.startsWith("data: ") && !line.equals("data: [DONE]")) {
          try {
            answer.append(JSON.readTree(line.substring(6)).get("content").asText());
          } catch (JsonProcessingException dropped) {
            // as the widget does
          }
        }
      }
    }
    return answer.toString();
  }

  @Test
  @DisplayName("the longest answer at once is whole events, each one write that fits a TCP segment")
  void longReplay() throws Exception {
    try (HttpFixture http = new HttpFixture();
        RawConnection raw = http.connect()) {
      http.parley.script = answer -> answer.say(LONG).end();
      raw.post("HTTP/1.1", turn("Hi"));
      List<String> chunks = chunks(raw);

      assertThat(widget(chunks)).isEqualTo(LONG);
      assertThat(chunks)
          .allSatisfy(
              chunk -> {
                assertThat(chunk).endsWith("\n\n");
                assertThat(chunk.indexOf("\n\n")).isEqualTo(chunk.length() - 2);
                assertThat(chunk.getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(EventStreamFormat.MAX_EVENT_BYTES);
              });
      assertThat(chunks.get(chunks.size() - 2)).startsWith("id: " + LONG.length() + "\n");
      assertThat(chunks.get(chunks.size() - 1)).isEqualTo("data: [DONE]\n\n");
    }
  }
}
