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

  private boolean stands(int waiting, long later) {
    now += later;
    return queue.stands(waiting, now);
  }

  /** It does from then on. */
  private void stand() {
    assertThat(stands(300, WHILE)).isFalse();
    queue.batchCameBack(0, now);
    assertThat(stands(500, WHILE)).isTrue();
  }

  @Test
  @DisplayName("is none that stands before it was looked at twice, however much comes at once")
  void burst() {
    queue.batchCameBack(0, now);
    assertThat(stands(4_000, WHILE)).isFalse();
    queue.batchCameBack(0, now);
    assertThat(stands(5_000, WHILE - 1)).isFalse();
  }

  @Test
  @DisplayName("does not stand while it gets shorter after a burst")
  void afterBurst() {
    for (int waiting = 4_000; waiting > 0; waiting -= 100) {
      queue.batchCameBack(0, now);
      assertThat(stands(waiting, WHILE)).isFalse();
    }
  }

  @Test
  @DisplayName("stands when it grew while batches came back, until mostly nothing waits any more")
  void overload() {
    stand();
    assertThat(stands(100, WHILE)).isTrue();

    now += WHILE / 2 + 1;
    queue.caughtUp(now);
    assertThat(queue.stands(1, now)).isTrue();
    queue.caughtUp(now);
    assertThat(stands(1, WHILE)).isFalse();
  }

  @Test
  @DisplayName("goes on standing though nothing waits for a moment, again and again")
  void bunches() {
    stand();
    for (int i = 0; i < 20; i++) {
      now += WHILE / 6;
      queue.caughtUp(now);
      assertThat(stands(300, WHILE / 12)).isTrue();
    }
  }

  @Test
  @DisplayName("does not stand any more when somebody comes after a time in which nobody did")
  void longAgo() {
    stand();
    queue.caughtUp(now);
    assertThat(stands(4_000, 100 * WHILE)).isFalse();
  }

  @Test
  @DisplayName("stands when it stays as long as it was")
  void level() {
    assertThat(stands(500, WHILE)).isFalse();
    queue.batchCameBack(0, now);
    assertThat(stands(500, WHILE)).isTrue();
  }

  @Test
  @DisplayName("does not stand while the database pauses, nor while it gets shorter after that")
  void pause() {
    assertThat(stands(500, WHILE)).isFalse();
    assertThat(stands(1_000, WHILE)).isFalse();
    queue.batchCameBack(0, now);
    assertThat(stands(999, WHILE)).isFalse();
    queue.batchCameBack(0, now);
    assertThat(stands(400, WHILE)).isFalse();
    queue.batchCameBack(0, now);
    assertThat(stands(401, WHILE)).isTrue();
  }

  @Test
  @DisplayName("does not stand when it gets shorter since the database went on")
  void pauseEnds() {
    assertThat(stands(500, WHILE)).isFalse();
    now += StandingQueue.PAUSE.toNanos() + 1;
    queue.batchCameBack(900, now);
    now += WHILE / 10;
    queue.batchCameBack(880, now);
    assertThat(stands(850, WHILE / 2)).isFalse();
    queue.batchCameBack(840, now);
    assertThat(stands(850, WHILE)).isTrue();
  }

  @Test
  @DisplayName("stands too where each batch takes long")
  void slow() {
    assertThat(stands(100, WHILE)).isFalse();
    for (int i = 0; i < 3; i++) {
      queue.batchCameBack(200, now);
      now += 2 * WHILE;
    }
    assertThat(stands(201, 1)).isTrue();
  }

  @Test
  @DisplayName("is looked at anew once nothing waited")
  void emptied() {
    assertThat(stands(100, WHILE)).isFalse();
    queue.caughtUp(now);
    queue.batchCameBack(0, now);
    assertThat(stands(200, WHILE)).isFalse();
  }
}
