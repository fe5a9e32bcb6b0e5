package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.bus.InvalidFieldException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.DisplayName;

class ChatRequestParserFuzzTest {

  @FuzzTest(maxDuration = "100s")
  @DisplayName("whatever a chat is, it is one that we understand, or its field is told")
  void parse(byte[] body) {
    try {
      assertThat(ChatRequestParser.parse(Buffer.buffer(body))).isNotNull();
    } catch (InvalidFieldException wrong) {
      assertThat(wrong.field()).isNotEmpty();
    }
  }
}
