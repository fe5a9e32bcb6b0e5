package dev.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.customer.Lanes.Trip;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@DisplayName("A batch departs")
class LanesTest {

  private static final int FULL = 100;
  private static final int IN_ALL = 60;
  private static final int SOME = IN_ALL / 3;
  private static final int FEW = SOME - 1;

  private Lanes lanes;
  private long now = -7; // as of System.nanoTime(), which may be anything

  @BeforeEach
  void open(Vertx vertx) {
    lanes = new Lanes(vertx, List.of(new Lane(vertx, null), new Lane(vertx, null)), FULL, () -> {});
  }

  private Trip departs(int waiting) {
    return lanes.depart(lanes.free(waiting, inAll(waiting), now).orElseThrow(), now);
  }

  private void waits(int waiting) {
    assertThat(lanes.free(waiting, inAll(waiting), now)).isEmpty();
  }

  private static int inAll(int waiting) {
    return Math.max(waiting, IN_ALL);
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }

  @Test
  @DisplayName("at once when none is under way, and not without anything in it")
  void alone() {
    waits(0);
    Trip first = departs(1);
    waits(1);
    lanes.comeBack(first);
    assertThat(departs(1).lane()).as("whose connection is warm").isSameAs(first.lane());
  }

  @Test
  @DisplayName("behind the one under way when some wait, on the same lane; a second one does not")
  void follows() {
    Trip first = departs(1);
    waits(FEW);
    Trip second = departs(SOME);
    assertThat(second.lane()).isSameAs(first.lane());
    waits(FULL - 1);

    lanes.comeBack(first);
    waits(FEW);
    assertThat(departs(SOME).lane()).isSameAs(first.lane());
  }

  @Test
  @DisplayName("behind the one under way with a third of all who are there, but not with a few")
  void followsWithAThird() {
    Trip first = departs(1);
    assertThat(lanes.free(8, 25, now)).isEmpty();
    assertThat(lanes.free(8, 24, now)).contains(first.lane());
    assertThat(lanes.free(7, 8, now)).isEmpty();
  }

  @Test
  @DisplayName("beside those under way when it is full, and not before their lane is taken twice")
  void full() {
    Trip first = departs(1);
    assertThat(departs(FULL).lane()).isSameAs(first.lane());
    Trip beside = departs(FULL);
    assertThat(beside.lane()).isNotSameAs(first.lane());
    assertThat(departs(FULL).lane()).isSameAs(beside.lane());
    waits(FULL);
  }

  @Test
  @DisplayName("beside what takes longer than it should, and not behind it")
  void overdue() {
    Trip first = departs(1);
    passes(Duration.ofMillis(10).minusNanos(1));
    waits(1);
    passes(Duration.ofNanos(1));
    Trip beside = departs(SOME);
    assertThat(beside.lane()).isNotSameAs(first.lane());

    passes(Duration.ofMillis(10));
    waits(FULL);
    lanes.comeBack(beside);
    assertThat(departs(1).lane()).isSameAs(beside.lane());
  }

  @Test
  @DisplayName("on a lane that is idle only when all that was on it is back")
  void shared() {
    Trip first = departs(1);
    Trip second = departs(SOME);
    lanes.comeBack(first);
    passes(Duration.ofMillis(10));
    assertThat(departs(1).lane()).isNotSameAs(second.lane());
    waits(1);
    lanes.comeBack(second);
    passes(Duration.ofMillis(10));
    assertThat(departs(1).lane()).isSameAs(second.lane());
  }
}
