package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.LimitSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The places for connections")
class ConnectionPlacesTest {

  private static final LimitSettings LIMITS =
      new TestLimits()
          .with("maxConnections", 24_000)
          .with("maxConnectionsPerIp", 10_000)
          .settings();

  @ParameterizedTest(name = "where {0} files may be open: {1}")
  @CsvSource({"1000000, 10000", "24000, 10000", "19600, 10000", "9600, 5600", "1600, 800", "1, 1"})
  @DisplayName("are never all one address's, however few there are")
  void share(int openFiles, int share) {
    assertThat(ConnectionPlaces.share(LIMITS, openFiles)).isEqualTo(share);
  }

  @Test
  @DisplayName("are one address's as far as the settings say, but for those that others may need")
  void wide() {
    LimitSettings wide =
        new TestLimits()
            .with("maxConnections", 24_000)
            .with("maxConnectionsPerIp", 1_000_000)
            .settings();
    assertThat(ConnectionPlaces.share(wide, 19_600)).isEqualTo(15_600);
  }
}
