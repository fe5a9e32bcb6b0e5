package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pauses between attempts")
class PausesTest {

  private final Pauses pauses = new Pauses(Duration.ofMillis(200), Duration.ofSeconds(1));

  @Test
  @DisplayName("are doubled each time, up to the longest")
  void doubled() {
    assertThat(IntStream.range(0, 5).mapToObj(pauses::after))
        .extracting(Duration::toMillis)
        .containsExactly(200L, 400L, 800L, 1_000L, 1_000L);
  }

  @Test
  @DisplayName("are the longest after however many attempts")
  void forEver() {
    for (int earlier : new int[] {31, 32, 63, 64, 1_000, Integer.MAX_VALUE}) {
      assertThat(pauses.after(earlier)).as("after %d", earlier).hasSeconds(1);
    }
    assertThat(new Pauses(Duration.ofMillis(10), Duration.ofHours(24)).after(24)).hasHours(24);
  }

  @Test
  @DisplayName("are not longer than the longest, not even the first")
  void bounded() {
    assertThat(new Pauses(Duration.ofHours(1), Duration.ofMinutes(1)).after(0)).hasMinutes(1);
  }
}
