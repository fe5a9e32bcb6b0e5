package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.bus.InvalidFieldException;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

class ResumePointFuzzTest {

  @FuzzTest(maxDuration = "60s")
  @DisplayName("whatever Last-Event-ID and from are, they are a number from 0 on, or refused")
  void of(FuzzedDataProvider given) {
    Optional<String> header = Optional.of(given.consumeString(40));
    Optional<String> parameter = Optional.of(given.consumeRemainingAsString());
    try {
      assertThat(ResumePoint.of(header, Optional.empty())).isNotNegative();
      assertThat(ResumePoint.of(header, parameter)).isNotNegative();
    } catch (InvalidFieldException wrong) {
      assertThat(wrong.field()).isIn("Last-Event-ID", "from");
    }
  }
}
