package dev.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A queue")
class StandingQueueTest {

  private static final long WHILE = StandingQueue.WHILE.toNanos();

  private final StandingQueue queue = new StandingQueue();
  private long now = -7; // as of System.nanoTime(), which may be anything

  @BeforeEach
  void begin() {
    queue.caughtUp(now);
  }

  private boolean standsAfterAWhile(int waiting) {
    now += WHILE;
    return queue.stands(waiting, now);
  }

  @Test
  @DisplayName("is none that stands before a while has passed, however much comes at once")
  void burst() {
    queue.batchCameBack();
    now += WHILE - 1;
    assertThat(queue.stands(4_000, now)).isFalse();
  }

  @Test
  @DisplayName("stands when it grew while batches came back, until mostly nothing waits any more")
  void overload() {
    queue.batchCameBack();
    assertThat(standsAfterAWhile(500)).isTrue();
    assertThat(standsAfterAWhile(100)).isTrue();

    now += WHILE / 2 + 1;
    queue.caughtUp(now);
    assertThat(queue.stands(1, now)).isTrue();
    queue.caughtUp(now);
    assertThat(standsAfterAWhile(1)).isFalse();
  }

  @Test
  @DisplayName("goes on standing though nothing waits for a moment, again and again")
  void bunches() {
    queue.batchCameBack();
    assertThat(standsAfterAWhile(500)).isTrue();
    for (int i = 0; i < 20; i++) {
      now += WHILE / 6;
      queue.caughtUp(now);
      now += WHILE / 12;
      assertThat(queue.stands(300, now)).isTrue();
    }
  }

  @Test
  @DisplayName("does not stand any more when somebody comes after a time in which nobody did")
  void longAgo() {
    queue.batchCameBack();
    assertThat(standsAfterAWhile(500)).isTrue();
    queue.caughtUp(now);
    now += 100 * WHILE;
    assertThat(queue.stands(4_000, now)).isFalse();
  }

  @Test
  @DisplayName("stands when it stays as long as it was")
  void level() {
    assertThat(standsAfterAWhile(500)).isFalse();
    queue.batchCameBack();
    assertThat(standsAfterAWhile(500)).isTrue();
  }

  @Test
  @DisplayName("does not stand while the database pauses, nor while it gets shorter after that")
  void pause() {
    assertThat(standsAfterAWhile(500)).isFalse();
    assertThat(standsAfterAWhile(1_000)).isFalse();
    queue.batchCameBack();
    assertThat(standsAfterAWhile(999)).isFalse();
    queue.batchCameBack();
    assertThat(standsAfterAWhile(400)).isFalse();
    queue.batchCameBack();
    assertThat(standsAfterAWhile(401)).isTrue();
  }
}
