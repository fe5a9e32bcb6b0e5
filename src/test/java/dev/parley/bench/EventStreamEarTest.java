package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ear of the load client")
class EventStreamEarTest {

  private static final String TEXT = "1d\r\nid: 5\ndata: {\"content\":\"Hi\"}\n\n\r\n";
  private static final String END_MARK = "e\r\ndata: [DONE]\n\n\r\n";
  private static final String LAST_CHUNK = "0\r\n\r\n";

  private final List<String> heard = new ArrayList<>();
  private final EventStreamEar ear =
      new EventStreamEar(
          new Listener() {
            @Override
            public void chunk(Buffer piece, long now) {
              heard.add("chunk");
            }

            @Override
            public void end(long now) {
              heard.add("end");
            }
          });

  private void hear(String... pieces) {
    for (String piece : pieces) {
      ear.hear(Buffer.buffer(piece));
    }
  }

  @Test
  @DisplayName("hears each piece of text, and the end once it is whole")
  void pieceByPiece() {
    hear(TEXT, TEXT, END_MARK + LAST_CHUNK);

    assertThat(heard).containsExactly("chunk", "chunk", "end");
  }

  @Test
  @DisplayName("takes neither signs of life nor the parts of the end for text")
  void noText() {
    hear("e\r\n: keep-alive\n\n\r\n", TEXT, END_MARK, LAST_CHUNK);

    assertThat(heard).containsExactly("chunk", "end");
  }

  @Test
  @DisplayName("hears text and end in one read")
  void together() {
    hear(TEXT + END_MARK + LAST_CHUNK);

    assertThat(heard).containsExactly("chunk", "end");
  }

  @Test
  @DisplayName("does not take an answer that broke off for a whole one")
  void brokenOff() {
    hear(TEXT, "event: error\ndata: {\"error\":\"…\"}\n\n\r\n" + LAST_CHUNK);

    assertThat(ear.isWhole()).isFalse();
    assertThat(heard).doesNotContain("end");
  }
}
