package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.VisitorSecret;
import dev.parley.settings.LimitSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

  private static final VisitorSecret VISITOR = new VisitorSecret("visitor");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // clocks wrap around
  private final TokenBuckets buckets = new TokenBuckets(new LimitSettings(true, 3, 30), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Duration take() {
    return buckets.take(VISITOR);
  }

  @Test
  @DisplayName("a burst passes, then one turn for each time that a token takes")
  void burst() {
    assertThat(take()).isZero();
    assertThat(take()).isZero();
    assertThat(take()).isZero();
    assertThat(take()).isEqualTo(Duration.ofSeconds(2));

    pass(Duration.ofMillis(1_500));
    assertThat(take()).isEqualTo(Duration.ofMillis(500));
    pass(Duration.ofMillis(500));
    assertThat(take()).isZero();
    assertThat(take()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  @DisplayName("after a long silence there is a burst again, and no more")
  void refill() {
    for (int i = 0; i < 3; i++) {
      assertThat(take()).isZero();
    }
    pass(Duration.ofHours(1));
    for (int i = 0; i < 3; i++) {
      assertThat(take()).isZero();
    }
    assertThat(take()).isPositive();
  }

  @Test
  @DisplayName("visitors have buckets of their own")
  void others() {
    for (int i = 0; i < 3; i++) {
      take();
    }
    assertThat(buckets.take(new VisitorSecret("another"))).isZero();
  }

  @Test
  @DisplayName("the slowest and largest bucket that may be set can be made, and lets pass")
  void widest() {
    TokenBuckets widest = new TokenBuckets(new LimitSettings(true, 1_000_000, 0.1), now::get);
    assertThat(widest.take(VISITOR)).isZero();
  }

  @Test
  @DisplayName("switched off, nobody waits")
  void off() {
    TokenBuckets off = new TokenBuckets(new LimitSettings(false, 1, 0), now::get);
    assertThat(off.take(VISITOR)).isZero();
    assertThat(off.take(VISITOR)).isZero();
  }
}
