package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Answers that are heard at the same time")
class OpenStreamsTest {

  private static final String AI_SDK = "/api/ai-sdk/" + ScriptedParley.DOMAIN;

  private final List<ScriptedAnswer> running = new CopyOnWriteArrayList<>();
  private HttpFixture http;

  @AfterEach
  void stop() {
    http.close();
  }

  private void start(TestLimits limits) {
    http = new HttpFixture(HttpFixture.SETTINGS, limits.settings());
    http.parley.script =
        answer -> {
          running.add(answer); // before anybody can have heard of it
          answer.say("Hello");
        };
  }

  /** Hears the beginning of an answer. */
  private RawConnection hear(String visitor, String... headers) throws Exception {
    RawConnection raw = http.connect();
    raw.post("HTTP/1.1", from(visitor), headers).readUntil("Hello");
    return raw;
  }

  private static String from(String visitor) {
    return turn("Hi").replace("visitor-1", visitor);
  }

  private HttpResponse<String> resume(String visitor) {
    String turn = http.parley.opened.get(0).turnId().toString();
    return http.send(http.request("/api/bot/stream/" + turn, "Parley-Anonymous-Id", visitor).GET());
  }

  private void awaitTaken(int places) {
    await().until(() -> http.limits.places().taken() == places);
  }

  private static void assertRefused(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  @DisplayName("are counted for a visitor, whatever their format, and resumes as well as turns")
  void perVisitor() throws Exception {
    start(TestLimits.on().with("maxStreamsPerVisitor", 2));
    hear("visitor-1");
    hear("visitor-1", "Accept: text/plain");
    assertRefused(429, http.post(turn("Hi")));
    assertRefused(429, resume("visitor-1"));
    String chat =
        "{\"id\":\"c\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"m\",\"role\":\"user\","
            + "\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}";
    assertRefused(
        429,
        http.send(
            http.request(AI_SDK, "Parley-Anonymous-Id", "visitor-1")
                .POST(BodyPublishers.ofString(chat))));
    assertRefused(
        429,
        http.send(http.request(AI_SDK + "/c/stream", "Parley-Anonymous-Id", "visitor-1").GET()));
    assertThat(http.parley.turns).hasSize(2);
    hear("another");
    http.leave();
    awaitTaken(0);
  }

  @Test
  @DisplayName("give their place back when they end, break off, or their client vanishes")
  void givenBack() throws Exception {
    start(TestLimits.on().with("maxStreamsPerVisitor", 1));
    RawConnection ends = hear("visitor-1");
    running.get(0).end();
    ends.readUntil("[DONE]");
    awaitTaken(0);
    RawConnection breaks = hear("visitor-1");
    running.get(1).end(AnswerStatus.FAILED);
    breaks.readUntil("event: error");
    awaitTaken(0);
    hear("visitor-1").close();
    awaitTaken(0);
    hear("visitor-1", "Accept: text/plain");
    assertRefused(429, http.post(turn("Hi")));
    awaitTaken(1);
    http.leave();
    awaitTaken(0);
    assertThat(http.limits.places().known()).isZero();
  }

  @Test
  @DisplayName("give their place back when the turn is refused")
  void refusedTurn() {
    start(TestLimits.on().with("maxStreamsPerVisitor", 1).with("visitor", 5, 0.1));
    http.parley.refusal = Optional.of(Failure.KEY_REUSED.because("another message"));
    for (int i = 0; i < 5; i++) {
      assertThat(http.post(turn("Hi")).statusCode()).isEqualTo(422);
    }
    assertRefused(429, http.post(turn("Hi")));
    awaitTaken(0);
  }

  @Test
  @DisplayName("are bounded at one address, and in all, where it is the server that is full")
  void inAll() throws Exception {
    start(TestLimits.on().with("maxStreamsPerIp", 2));
    hear("a");
    hear("b");
    assertRefused(429, http.post(from("c")));
    http.leave();
    awaitTaken(0);
    http.close();
    running.clear();

    start(TestLimits.on().with("maxStreams", 2));
    hear("a");
    hear("b");
    assertRefused(503, http.post(from("c")));
    http.leave();
    awaitTaken(0);
    hear("c");
  }
}
