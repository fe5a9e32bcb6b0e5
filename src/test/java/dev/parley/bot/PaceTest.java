package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pace of a bot")
class PaceTest {

  private static final double FAST = 500;

  private final Vertx vertx = Vertx.vertx();
  private final Pace pace = new Pace(vertx, FAST);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  @DisplayName("speaks many texts at once, each whole and in its order")
  void many() {
    List<Listener> listeners = IntStream.range(0, 100).mapToObj(Listener::new).toList();
    vertx.runOnContext(now -> listeners.forEach(it -> pace.speak(it.text(), it)));
    await().until(() -> listeners.stream().allMatch(it -> it.ends.size() == 1));
    assertThat(listeners).allMatch(it -> it.said().equals(it.text()));
  }

  @Test
  @DisplayName("says nothing more of a text that is stopped, and goes on with the others")
  void stopped() {
    Listener stopped = new Listener(1);
    Listener other = new Listener(2);
    vertx.runOnContext(
        now -> {
          pace.speak(stopped.text(), stopped).stop();
          pace.speak(other.text(), other);
        });
    await().until(() -> other.ends.size() == 1);
    assertThat(stopped.said()).isEqualTo("1:");
    assertThat(stopped.ends).isEmpty();
  }

  @Test
  @DisplayName("begins afresh after a silence, also from the end of another text")
  void again() {
    Listener second = new Listener(2);
    Listener first =
        new Listener(1) {
          @Override
          public void done() {
            super.done();
            pace.speak(second.text(), second);
          }
        };
    vertx.runOnContext(now -> pace.speak(first.text(), first));
    await().until(() -> second.ends.size() == 1);
    Listener third = new Listener(3);
    vertx.runOnContext(now -> pace.speak(third.text(), third));
    await().until(() -> third.ends.size() == 1);
    assertThat(third.said()).isEqualTo(third.text());
  }

  private static class Listener implements Speech {

    private final List<String> pieces = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final int number;

    Listener(int number) {
      this.number = number;
    }

    String text() {
      return number + ": one two three four five six seven eight nine ten";
    }

    String said() {
      return String.join("", pieces);
    }

    @Override
    public void say(String piece) {
      pieces.add(piece);
    }

    @Override
    public void done() {
      ends.add("done");
    }

    @Override
    public void fail(Throwable cause) {
      ends.add("failed");
    }
  }
}
