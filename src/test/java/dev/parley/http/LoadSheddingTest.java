package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.bus.Failure;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While too many turns wait")
class LoadSheddingTest {

  private long now = -7; // as of System.nanoTime(), which may be anything
  private Consumer<Runnable> loop = Runnable::run; // the event loop is idle
  private final LoadShedding shedding =
      new LoadShedding(new LoopLag(task -> loop.accept(task), () -> now), () -> now);
  private final Deque<Promise<Void>> waiting = new ArrayDeque<>();

  private boolean isRefused() {
    return catchThrowableOfType(ProblemException.class, shedding::admit) != null;
  }

  private void ask(int turns) {
    for (int i = 0; i < turns; i++) {
      assertThat(isRefused()).isFalse();
      Promise<Void> asked = Promise.promise();
      shedding.watch(asked.future());
      waiting.add(asked);
    }
  }

  private void take(int turns) {
    for (int i = 0; i < turns; i++) {
      waiting.remove().complete();
    }
  }

  /** As many as wait already, or are asked for now, are taken after so many milliseconds. */
  private void pass(int turns, long millis) {
    ask(turns - waiting.size());
    now += Duration.ofMillis(millis).toNanos();
    take(turns);
  }

  /**
   * The event loop takes long to go round, twice.
   *
   * @return what is put on it from now on
   */
  private Deque<Runnable> comeBehind() {
    Deque<Runnable> round = new ArrayDeque<>();
    loop = round::add;
    for (int i = 0; i < 2; i++) {
      assertThat(isRefused()).isFalse();
      now += LoopLag.LATE.toNanos();
      round.remove().run();
    }
    return round;
  }

  /** The last that were asked for. */
  private void refuse(int turns, Failure reason) {
    for (int i = 0; i < turns; i++) {
      waiting.removeLast().fail(reason.because("a test"));
    }
  }

  @Test
  @DisplayName("an eighth fewer are asked for than could wait when some were refused")
  void sheds() {
    ask(45);
    refuse(5, Failure.OVERLOADED);
    assertThat(isRefused()).isTrue();

    take(8);
    ask(3);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("who is refused gets 503, and is told when to come again")
  void refusal() {
    ask(41);
    refuse(1, Failure.OVERLOADED);

    Problem problem = catchThrowableOfType(ProblemException.class, shedding::admit).problem();
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.headers()).containsEntry("Retry-After", "1");
  }

  @Test
  @DisplayName("one more is tried each time that all of them were taken")
  void grows() {
    ask(41);
    refuse(1, Failure.OVERLOADED);
    take(5);
    for (int i = 0; i < 29; i++) {
      take(1);
      ask(1);
      assertThat(isRefused()).isTrue();
    }
    take(1);
    ask(2);
    assertThat(isRefused()).isTrue();

    refuse(1, Failure.OVERLOADED);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("when less than half of them wait, each that is taken makes room for two")
  void recovers() {
    ask(41);
    refuse(1, Failure.OVERLOADED);
    take(30);
    ask(25 + 7);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("after a while in which nobody was refused, anybody is asked for again")
  void over() {
    ask(41);
    refuse(1, Failure.OVERLOADED);
    assertThat(isRefused()).isTrue();
    take(20);
    now += LoadShedding.OVER.toNanos() - 1;
    ask(15);
    assertThat(isRefused()).isTrue();

    take(20);
    now += LoadShedding.OVER.toNanos();
    ask(1_000);
  }

  @Test
  @DisplayName("when they wait long though the queue takes all of them, fewer may")
  void takesLong() {
    pass(1, 1);
    ask(401);
    refuse(1, Failure.OVERLOADED);
    pass(400, 11);
    ask(263);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("no fewer than fill a batch may, however long they wait")
  void takesVeryLong() {
    pass(1, 1);
    ask(141);
    refuse(1, Failure.OVERLOADED);
    pass(140, 900);
    ask(LoadShedding.ENOUGH);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("those few who may become as many as fill a batch, however long they wait")
  void fewGrow() {
    pass(1, 1);
    ask(LoadShedding.FEW);
    refuse(LoadShedding.FEW, Failure.OVERLOADED);
    for (int i = 0; i < 30; i++) {
      int most = 0;
      while (!isRefused()) {
        ask(1);
        most++;
      }
      pass(most, 200);
    }
    ask(LoadShedding.ENOUGH);
    pass(LoadShedding.ENOUGH, 200);
    ask(LoadShedding.ENOUGH);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("how long it takes at least is learned anew")
  void movedAway() {
    pass(1, 1);
    for (int i = 0; i < 3; i++) {
      now += Duration.ofMinutes(1).toNanos();
      pass(1, 150);
    }
    ask(401);
    refuse(1, Failure.OVERLOADED);
    pass(400, 599);
    ask(401);
  }

  @Test
  @DisplayName("while the event loop is behind, the bound is not lifted")
  void behind() {
    ask(41);
    refuse(1, Failure.OVERLOADED);
    assertThat(isRefused()).isTrue();
    take(10);

    Deque<Runnable> round = comeBehind();
    assertThat(isRefused()).isFalse();
    for (int i = 0; i < 3; i++) {
      now += LoadShedding.OVER.toNanos() / 2 - 1;
      assertThat(isRefused()).isTrue();
    }
    round.remove().run();

    loop = Runnable::run;
    ask(5);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("what was learned long ago is forgotten, also when the event loop is behind later")
  void forgotten() {
    ask(LoadShedding.FEW);
    refuse(LoadShedding.FEW, Failure.OVERLOADED);
    now += LoadShedding.OVER.toNanos();
    ask(300);

    Deque<Runnable> round = comeBehind();
    assertThat(isRefused()).isFalse();
    now += LoopLag.LATE.toNanos();
    assertThat(isRefused()).isTrue();
    round.remove().run();
    loop = Runnable::run;
    ask(1_000);
  }

  @Test
  @DisplayName("where it always takes long, that says nothing")
  void farAway() {
    pass(1, 150);
    ask(401);
    refuse(1, Failure.OVERLOADED);
    pass(400, 599);
    ask(401);
  }

  @Test
  @DisplayName("a few are always tried, also when others have all the places")
  void few() {
    ask(LoadShedding.FEW);
    refuse(LoadShedding.FEW, Failure.OVERLOADED);
    ask(LoadShedding.FEW);
    assertThat(isRefused()).isTrue();
    refuse(LoadShedding.FEW, Failure.OVERLOADED);

    ask(LoadShedding.FEW);
    assertThat(isRefused()).isTrue();
  }

  @Test
  @DisplayName("what is refused for another reason says nothing of how many may wait")
  void others() {
    ask(10);
    refuse(5, Failure.INVALID);
    refuse(4, Failure.UNAVAILABLE);
    ask(1_000);
  }
}
