package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.bus.InvalidFieldException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.DisplayName;

class TurnRequestParserFuzzTest {

  @FuzzTest(maxDuration = "100s")
  @DisplayName("whatever a body is, it is a turn within its bounds, or its field is told")
  void parse(byte[] body) {
    try {
      TurnRequest turn = TurnRequestParser.parse(Buffer.buffer(body));
      assertThat(turn.message()).hasSizeBetween(1, 4_000);
      assertThat(TurnRequestParser.domainId(Buffer.buffer(body))).contains(turn.domainId());
    } catch (InvalidFieldException wrong) {
      assertThat(wrong.field()).isNotEmpty();
      TurnRequestParser.domainId(Buffer.buffer(body));
    }
  }
}
