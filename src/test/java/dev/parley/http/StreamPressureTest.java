package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.settings.AddressRanges;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StreamPressureTest {

  private final AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
  private HttpFixture http;

  @BeforeEach
  void start() {
    http =
        new HttpFixture(
            HttpFixture.settings(Duration.ofMillis(200), AddressRanges.NONE, true),
            HttpFixture.NO_LIMITS);
    http.parley.script = answer::set;
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  @DisplayName("the headers of a slow answer are not held back, and its silence is broken")
  void keepAlive() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      assertThat(raw.readUntil("\r\n\r\n")).contains("200 OK", "Parley-Turn");
      assertThat(raw.readUntil(": keep-alive\n\n")).doesNotContain("data");
      answer.get().say("At last").end();
      assertThat(raw.readUntil("[DONE]\n\n")).contains("id: 7\ndata: {\"content\":\"At last\"}");
    }
  }

  @Test
  @DisplayName("a client that goes away leaves the answer")
  void clientGone() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      await().until(() -> answer.get() != null);
      answer.get().say("Hello");
      raw.readUntil("Hello");
      assertThat(http.parley.cancelled).isEmpty();
    }
    await().untilAsserted(() -> assertThat(http.parley.cancelled).hasSize(1));
    await()
        .untilAsserted(
            () -> assertThat(http.meters.get("parley.http.streams.open").gauge().value()).isZero());
  }

  @Test
  @DisplayName("a client that does not read gives no credit, and gets all when it reads on")
  void slowReader() throws Exception {
    String piece = "z".repeat(100_000);
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"), "Accept: text/plain");
      await().until(() -> answer.get() != null);
      int said = 0;
      while (creditComes()) {
        answer.get().say(piece);
        said++;
        assertThat(said).as("sends without end").isLessThan(2_000);
      }
      answer.get().end();

      String all = raw.readUntil("\r\n0\r\n\r\n");
      assertThat(all.chars().filter(c -> c == 'z').count()).isEqualTo((long) said * 100_000);
    }
  }

  private boolean creditComes() {
    try {
      await().atMost(Duration.ofMillis(500)).until(() -> http.parley.credit() > 0);
      return true;
    } catch (ConditionTimeoutException stalled) {
      return false;
    }
  }
}
