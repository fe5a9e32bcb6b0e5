package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What comes to an event loop")
class LoopLagTest {

  private final Deque<Runnable> loop = new ArrayDeque<>();
  private long now = -1; // as of System.nanoTime(), which may be anything
  private final LoopLag lag = new LoopLag(loop::add, () -> now);

  /** Something comes, and the loop comes to what was put on it after so long. */
  private void goRound(Duration time) {
    assertThat(lag.isTooMuch()).isFalse();
    pass(time);
    loop.remove().run();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  @DisplayName("is never too much while the loop is prompt, nor after a pause")
  void pause() {
    goRound(Duration.ofMillis(1));
    goRound(Duration.ofSeconds(3));
    pass(Duration.ofHours(1));
    goRound(LoopLag.LATE);
    pass(Duration.ofHours(1));
    goRound(Duration.ofSeconds(3));
    goRound(Duration.ofSeconds(2));
    assertThat(lag.isTooMuch()).isFalse();
    pass(LoopLag.LATE);
    assertThat(lag.isTooMuch()).isFalse();
  }

  @Test
  @DisplayName("is too much when the loop was late twice in a row, but for what keeps it prompt")
  void overload() {
    goRound(LoopLag.LATE);
    goRound(LoopLag.LATE);

    assertThat(lag.isTooMuch()).isFalse();
    pass(LoopLag.PROMPT.minusNanos(1));
    assertThat(lag.isTooMuch()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(lag.isTooMuch()).isTrue();
    assertThat(loop).hasSize(1);
    loop.remove().run();
    assertThat(lag.isTooMuch()).isFalse();
    pass(LoopLag.PROMPT);
    assertThat(lag.isTooMuch()).isTrue();
  }

  @Test
  @DisplayName("is not too much any more when the loop is prompt again")
  void recovery() {
    goRound(LoopLag.LATE);
    goRound(LoopLag.LATE);
    goRound(LoopLag.PROMPT.minusNanos(1));

    assertThat(lag.isTooMuch()).isFalse();
    pass(LoopLag.LATE);
    assertThat(lag.isTooMuch()).isFalse();
  }
}
