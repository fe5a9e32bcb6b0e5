package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.AddressRanges;
import dev.parley.settings.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pause before the next attempt")
class BackoffTest {

  private static final WebhookSettings USUAL =
      new WebhookSettings(
          AddressRanges.NONE,
          Duration.ofSeconds(10),
          4,
          80,
          Duration.ofSeconds(5),
          Duration.ofHours(1));

  private final Backoff backoff = new Backoff(USUAL, () -> 0.5);

  @Test
  @DisplayName("is doubled from five seconds to an hour, and lasts three days in all")
  void doubles() {
    assertThat(pause(1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(pause(2)).isEqualTo(Duration.ofSeconds(10));
    assertThat(pause(10)).isEqualTo(Duration.ofSeconds(2560));
    assertThat(pause(11)).isEqualTo(Duration.ofHours(1));
    assertThat(pause(79)).isEqualTo(Duration.ofHours(1));
    Duration all = Duration.ZERO;
    for (int attempts = 1; !backoff.isOver(attempts); attempts++) {
      all = all.plus(pause(attempts));
    }
    assertThat(all).isBetween(Duration.ofHours(68), Duration.ofHours(76));
  }

  @Test
  @DisplayName("is a quarter more or less, by chance")
  void jitter() {
    assertThat(new Backoff(USUAL, () -> 0).after(1, Duration.ZERO)).hasMillis(3750);
    assertThat(new Backoff(USUAL, () -> 1).after(1, Duration.ZERO)).hasMillis(6250);
  }

  @Test
  @DisplayName("is at least what the receiver wants, up to a day")
  void retryAfter() {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    assertThat(backoff.after(1, RetryAfter.of("120", now))).hasSeconds(120);
    assertThat(backoff.after(1, RetryAfter.of("1", now))).hasSeconds(5);
    assertThat(RetryAfter.of("Fri, 02 Jan 2026 03:05:05 GMT", now)).hasSeconds(60);
    assertThat(RetryAfter.of("Thu, 01 Jan 2026 03:05:05 GMT", now)).isZero();
    assertThat(RetryAfter.of("999999999", now)).hasHours(24);
    for (String nonsense : new String[] {"-1", "soon", "", "1e9", "99999999999999999999"}) {
      assertThat(RetryAfter.of(nonsense, now)).as(nonsense).isZero();
    }
  }

  private Duration pause(int attempts) {
    return backoff.after(attempts, Duration.ZERO);
  }
}
