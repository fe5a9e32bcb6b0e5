package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A connection on which nothing is said")
class IdleTimeoutTest {

  private final AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture(HttpFixture.hurried(Duration.ofMillis(500)), TestLimits.on().settings());
    http.parley.script = answer::set;
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private RawConnection ask() throws Exception {
    RawConnection asking = http.connect().post("HTTP/1.1", turn("Hi"), "Accept: text/plain");
    await().until(() -> answer.get() != null);
    return asking;
  }

  /** So long as it takes until another one, which was answered and is kept, is ended. */
  private void untilAnotherIsEnded() throws Exception {
    try (RawConnection other = http.connect()) {
      other.send("HEAD /widget.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(other.readAll()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  @DisplayName("is not ended while a plain text's bot is silent, and is when the text is whole")
  void silentBot() throws Exception {
    RawConnection asking = ask();
    untilAnotherIsEnded();
    untilAnotherIsEnded();
    answer.get().say("Hello");
    asking.readUntil("Hello\r\n");
    untilAnotherIsEnded();
    untilAnotherIsEnded();
    answer.get().say(" there").end();
    assertThat(asking.readUntil("\r\n0\r\n\r\n")).contains(" there");

    assertThat(asking.readAll()).isEmpty();
  }

  @Test
  @DisplayName("is given back when its client leaves while the bot is silent")
  void clientGone() throws Exception {
    RawConnection asking = ask();
    untilAnotherIsEnded();
    untilAnotherIsEnded();
    assertThat(http.limits.places().taken()).isEqualTo(1);
    asking.close();
    await()
        .untilAsserted(
            () -> {
              assertThat(http.limits.places().taken()).isZero();
              assertThat(http.limits.connections().taken()).isZero();
            });
  }

  @Test
  @DisplayName("is ended when its client leaves a plain text unread")
  void unread() throws Exception {
    RawConnection asking = ask();
    answer.get().say("z".repeat(16 * 1024 * 1024));
    await().until(() -> http.limits.connections().taken() == 0);
    asking.close();
  }
}
