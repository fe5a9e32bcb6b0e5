package dev.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rate at which the database serves")
class ServiceRateTest {

  private final ServiceRate rate = new ServiceRate();
  private long now = -7; // as of System.nanoTime(), which may be anything

  private void batches(int number, int turns, long millisEach) {
    for (int i = 0; i < number; i++) {
      now += Duration.ofMillis(millisEach).toNanos();
      rate.batchCameBack(turns, now);
    }
  }

  private int perSecond() {
    return rate.within(Duration.ofSeconds(1), now);
  }

  @Test
  @DisplayName("is what came back while it was seen at work, and as much as it was last")
  void known() {
    batches(1, 500, 1);
    batches(10, 50, 10);
    assertThat(perSecond()).isEqualTo(5_000);
    assertThat(rate.within(Duration.ofMillis(400), now)).isEqualTo(2_000);

    batches(9, 20, 10);
    assertThat(perSecond()).isEqualTo(5_000);
    batches(1, 20, 10);
    assertThat(perSecond()).isEqualTo(2_000);
  }

  @Test
  @DisplayName("is not known before it was seen for a while")
  void unknown() {
    assertThat(perSecond()).isEqualTo(Integer.MAX_VALUE);
    batches(1, 50, 10);
    batches(9, 50, 10);
    assertThat(perSecond()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  @DisplayName("is not known while it pauses, and is learned anew after that")
  void pause() {
    batches(11, 50, 10);
    now += ServiceRate.PAUSE.toNanos();
    assertThat(perSecond()).isEqualTo(5_000);
    now++;
    assertThat(perSecond()).isEqualTo(Integer.MAX_VALUE);
    batches(10, 20, 10);
    assertThat(perSecond()).isEqualTo(Integer.MAX_VALUE);
    batches(1, 20, 10);
    assertThat(perSecond()).isEqualTo(2_000);
  }

  @Test
  @DisplayName("is known too where each batch takes long")
  void slow() {
    batches(2, 50, 200);
    assertThat(perSecond()).isEqualTo(250);
  }

  @Test
  @DisplayName("is not known any more once nothing waited")
  void caughtUp() {
    batches(11, 50, 10);
    rate.caughtUp();
    assertThat(perSecond()).isEqualTo(Integer.MAX_VALUE);
    batches(10, 50, 10);
    assertThat(perSecond()).isEqualTo(Integer.MAX_VALUE);
    batches(1, 50, 10);
    assertThat(perSecond()).isEqualTo(5_000);
  }
}
