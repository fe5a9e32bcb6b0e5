package dev.parley.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.bus.InvalidFieldException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

class AllowedOriginsFuzzTest {

  @FuzzTest(maxDuration = "100s")
  @DisplayName(
      "whatever a rule is, it is refused or kept, and kept again as it is; so is an origin")
  void rules(FuzzedDataProvider given) {
    String rule = given.consumeString(320);
    String origin = given.consumeRemainingAsString();
    Origin.parse(origin).ifPresent(it -> assertThat(Origin.parse(it.toString())).contains(it));
    try {
      List<String> kept = AllowedOrigins.normalise(List.of(rule));
      assertThat(AllowedOrigins.normalise(kept)).isEqualTo(kept);
      Origin.parse(origin).ifPresent(it -> isCovered(kept, it));
    } catch (InvalidFieldException wrong) {
      assertThat(wrong.field()).isEqualTo("allowedOrigins");
    }
  }

  /** A page of another site than the rule names never may ask. */
  private static void isCovered(List<String> kept, Origin origin) {
    String rule = kept.get(0);
    if (AllowedOrigins.allow(kept, origin) && !rule.equals(AllowedOrigins.ANY)) {
      assertThat(origin.toString())
          .endsWith(rule.substring(rule.indexOf("://*") < 0 ? 0 : rule.indexOf("*") + 1));
    }
  }
}
