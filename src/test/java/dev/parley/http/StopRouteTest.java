package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.AnswerStatus;
import dev.parley.testing.Logged;
import io.micrometer.core.instrument.Counter;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StopRouteTest {

  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture();
    http.parley.script = answer -> answer.say("Hello");
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<String> stop(String turn, String body, String... headers) {
    return http.send(
        http.request("/api/bot/stream/" + turn + "/stop", headers)
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> stop(String turn) {
    return stop(turn, "", "Parley-Anonymous-Id", "visitor-1");
  }

  private String turnId() {
    await().until(() -> !http.parley.opened.isEmpty());
    return http.parley.opened.get(0).turnId().toString();
  }

  @Test
  @DisplayName("a stop ends every stream of the turn with its normal end mark")
  void endsStreams() throws Exception {
    try (RawConnection events = http.connect();
        RawConnection text = http.connect()) {
      events.post("HTTP/1.1", turn("Hi"));
      events.readUntil("Hello");
      text.send(
          "GET /api/bot/stream/"
              + turnId()
              + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain\r\n"
              + "Parley-Anonymous-Id: visitor-1\r\n\r\n");
      text.readUntil("Hello");

      HttpResponse<String> stopped = stop(turnId());
      assertThat(stopped.statusCode()).isEqualTo(204);
      assertThat(stopped.body()).isEmpty();
      assertThat(events.readUntil("\r\n0\r\n\r\n")).contains("data: [DONE]\n\n");
      text.readUntil("\r\n0\r\n\r\n");
    }
    assertThat(stop(turnId()).statusCode()).as("after the end").isEqualTo(204);
  }

  @Test
  @DisplayName("what a body says is ignored, but not how long it is")
  void body() throws Exception {
    http.parley.script = answer -> answer.say("Hello").end();
    http.post(turn("Hi"));
    assertThat(stop(turnId(), "{nonsense", "Parley-Anonymous-Id", "visitor-1").statusCode())
        .isEqualTo(204);
    assertThat(stop(turnId(), "x".repeat(20_000), "Parley-Anonymous-Id", "visitor-1").statusCode())
        .isEqualTo(413);
  }

  @Test
  @DisplayName("the turn of somebody else is not stopped, and looks like one that is not there")
  void notFound() throws Exception {
    try (RawConnection events = http.connect()) {
      events.post("HTTP/1.1", turn("Hi"));
      events.readUntil("Hello");
      HttpResponse<String> unknown = stop(UUID.randomUUID().toString());
      assertThat(unknown.statusCode()).isEqualTo(404);
      for (HttpResponse<String> refused :
          List.of(
              stop(turnId(), "", "Parley-Anonymous-Id", "visitor-2"),
              stop(turnId(), ""),
              stop("no-uuid"))) {
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).isEqualTo(unknown.body());
      }
      assertThat(stop(turnId()).statusCode()).isEqualTo(204);
      assertThat(events.readUntil("[DONE]")).doesNotContain("error");
    }
  }

  @Test
  @DisplayName("a stopped answer is whole: a resume ends with its end mark")
  void resumed() {
    http.parley.script = answer -> answer.say("Hello").end(AnswerStatus.STOPPED);
    http.post(turn("Hi"));
    HttpResponse<String> again =
        http.send(
            http.request("/api/bot/stream/" + turnId(), "Parley-Anonymous-Id", "visitor-1").GET());
    assertThat(again.body()).contains("Hello", "[DONE]");
  }

  @Test
  @DisplayName("a visitor without a token left can still stop")
  void notLimited() {
    http.close();
    http = new HttpFixture(HttpFixture.SETTINGS, TestLimits.on().with("visitor", 1, 1).settings());
    http.post(turn("Hi"));
    assertThat(http.post(turn("Hi")).statusCode()).isEqualTo(429);
    for (int i = 0; i < 20; i++) {
      assertThat(stop(turnId()).statusCode()).isEqualTo(204);
    }
  }

  @Test
  @DisplayName("a visitor who does not wait for the end of his stop is nobody's fault")
  void leaves() throws Exception {
    http.parley.script = answer -> answer.say("Hello").end();
    http.post(turn("Hi"));
    String stop = "POST /api/bot/stream/" + turnId() + "/stop HTTP/1.1\r\nHost: localhost\r\n";
    try (Logged errors = Logged.errors()) {
      for (int i = 1; i <= 20; i++) {
        try (RawConnection raw = http.connect()) {
          raw.send(stop + "Parley-Anonymous-Id: visitor-1\r\nContent-Length: 0\r\n\r\n");
        }
        int stops = i;
        await().until(() -> stopsAnswered() == stops);
      }
      assertThat(errors.texts()).isEmpty();
    }
  }

  private double stopsAnswered() {
    return http.meters.find("parley.http.stops").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
