package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.bus.InvalidFieldException;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

class ResumePointFuzzTest {

  @FuzzTest(maxDuration = "60s")
  @DisplayName(
      "whatever Last-Event-ID, from and Parley-Attempt are, they are a number from 0 on, or refused")
  void of(FuzzedDataProvider given) {
    Optional<String> header = Optional.of(given.consumeString(40));
    Optional<String> attempt = Optional.of(given.consumeString(40));
    Optional<String> parameter = Optional.of(given.consumeRemainingAsString());
    try {
      assertThat(ResumePoint.from(header, Optional.empty())).isNotNegative();
      assertThat(ResumePoint.from(header, parameter)).isNotNegative();
      assertThat(ResumePoint.attempt(attempt)).isNotNegative();
    } catch (InvalidFieldException wrong) {
      assertThat(wrong.field()).isIn("Last-Event-ID", "from", "Parley-Attempt");
    }
  }
}
