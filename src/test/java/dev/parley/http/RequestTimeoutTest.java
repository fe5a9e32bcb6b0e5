package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A request that takes too long to come")
class RequestTimeoutTest {

  private static final String LINE = "POST /api/bot/stream HTTP/1.1\r\n";
  private static final String HEAD = LINE + "Host: localhost\r\n";

  private final AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture(HttpFixture.impatient(), HttpFixture.NO_LIMITS);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private double ended(String why) {
    return http.meters.get("parley.http.connections.ended").tag("why", why).counter().count();
  }

  private void assertServes() {
    http.parley.script = it -> it.say("Hello").end();
    assertThat(http.post(turn("Hi")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("is ended with 408, however steadily its head drips")
  void drippingHead() throws Exception {
    try (RawConnection raw = http.connect()) {
      assertThat(raw.send(LINE).dripUntilClosed("X"))
          .startsWith("HTTP/1.1 408 Request Timeout\r\n")
          .contains("application/problem+json", "\"status\":408", "Connection: close");
    }
    try (RawConnection raw = http.connect()) {
      assertThat(raw.send(HEAD).dripUntilClosed("X-A: b\r\n")).startsWith("HTTP/1.1 408");
    }
    assertThat(ended("late")).isEqualTo(2);
    assertServes();
  }

  @Test
  @DisplayName("is ended with 408, however steadily its body drips, in one piece or in chunks")
  void drippingBody() throws Exception {
    try (RawConnection raw = http.connect()) {
      assertThat(raw.send(HEAD + "Content-Length: 10000\r\n\r\n{").dripUntilClosed(" "))
          .startsWith("HTTP/1.1 408")
          .contains("application/problem+json");
    }
    try (RawConnection raw = http.connect()) {
      assertThat(
              raw.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n").dripUntilClosed("1\r\n \r\n"))
          .startsWith("HTTP/1.1 408");
    }
    assertThat(ended("late")).isEqualTo(2);
    assertServes();
  }

  @Test
  @DisplayName("cannot take a time for its head and another one for its body")
  void oneDeadline() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.send(LINE);
      await().until(() -> http.limits.connections().taken() == 1);
      assertThat(raw.send("Host: x\r\nContent-Length: 9\r\n\r\n").dripUntilClosed(""))
          .startsWith("HTTP/1.1 408");
    }
  }

  @Test
  @DisplayName("is closed without a word when nothing of it came")
  void silence() throws Exception {
    try (RawConnection raw = http.connect()) {
      assertThat(raw.readAll()).isEmpty();
    }
    await().until(() -> http.limits.connections().taken() == 0);
  }

  @Test
  @DisplayName("is closed when its answer was given, and its body drips on")
  void answeredBeforeItsEnd() throws Exception {
    try (RawConnection raw = http.connect()) {
      String answered =
          raw.send("GET /widget.js HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n")
              .dripUntilClosed("x");
      assertThat(answered).startsWith("HTTP/1.1 200").doesNotContain("408");
    }
  }

  @Test
  @DisplayName("does not count the answer: a stream that lasts longer is heard to its end")
  void longAnswer() throws Exception {
    http.parley.script = answer::set;
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      raw.readUntil("\r\n\r\n");
      for (int i = 0; i < 10; i++) { // each a keep-alive after a quarter of the time
        raw.readUntil(": keep-alive\n\n");
      }
      answer.get().say("At last").end();
      assertThat(raw.readUntil("[DONE]\n\n")).contains("At last");
    }
    assertThat(ended("late")).isZero();
  }

  @Test
  @DisplayName("behind a stream has its time from the stream's end on")
  void behindAStream() throws Exception {
    http.parley.script = answer::set;
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      raw.readUntil("\r\n\r\n");
      raw.send(LINE);
      for (int i = 0; i < 10; i++) {
        raw.readUntil(": keep-alive\n\n");
      }
      answer.get().say("At last").end();
      raw.readUntil("[DONE]\n\n");
      assertThat(raw.dripUntilClosed("X")).contains("HTTP/1.1 408");
    }
  }

  @Test
  @DisplayName("does not count the time between two requests of a connection")
  void keptAlive() throws Exception {
    http.parley.script = answer::set;
    try (RawConnection idle = http.connect();
        RawConnection clock = http.connect()) {
      idle.send("GET /widget.js HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("\r\n\r\n");
      idle.send("HEAD /widget.js HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("HTTP/1.1 200");
      clock.post("HTTP/1.1", turn("Hi"));
      for (int i = 0; i < 10; i++) {
        clock.readUntil(": keep-alive\n\n");
      }
      idle.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("HTTP/1.1 404");
    }
  }

  @Test
  @DisplayName("that expects to be told to continue, and never does, is ended")
  void neverContinues() throws Exception {
    try (RawConnection raw = http.connect()) {
      assertThat(
              raw.send(HEAD + "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n")
                  .dripUntilClosed(""))
          .startsWith("HTTP/1.1 100")
          .contains("HTTP/1.1 408");
    }
  }

  @Test
  @DisplayName("of whoever left is counted once")
  void left() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.send(LINE);
      await().until(() -> http.limits.connections().taken() == 1);
    }
    await().until(() -> http.limits.connections().taken() == 0);
    assertThat(http.limits.connections().known()).isZero();
  }
}
