package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.ShutdownSettings;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The process")
class MainTest {

  @ParameterizedTest
  @ValueSource(ints = {8, 180, 600})
  @DisplayName("waits for the answers that run and for all that comes after them, on its way down")
  void longestWayDown(int seconds) {
    Duration grace = Duration.ofSeconds(seconds);
    Duration afterwards = Parley.POSTGRES_STEP.plus(WayDown.STEP.multipliedBy(10));
    assertThat(Main.longestWayDown(new ShutdownSettings(grace)))
        .isGreaterThan(grace.plus(afterwards));
  }
}
