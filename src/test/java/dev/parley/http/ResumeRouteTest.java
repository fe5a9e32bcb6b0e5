package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Bus;
import dev.parley.bus.ShuttingDown;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeRouteTest {

  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture();
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private String said() {
    return http.post(turn("Hi")).headers().firstValue("Parley-Turn").orElseThrow();
  }

  private HttpResponse<String> get(String turn, String... headers) {
    return http.send(http.request("/api/bot/stream/" + turn, headers).GET());
  }

  private HttpResponse<String> mine(String turn, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Parley-Anonymous-Id", "visitor-1"));
    return get(turn, all.toArray(String[]::new));
  }

  @Test
  @DisplayName("an answer goes on after the last event that was read, and its ids go on too")
  void lastEventId() {
    HttpResponse<String> rest = mine(said(), "Last-Event-ID", "7");

    assertThat(rest.statusCode()).isEqualTo(200);
    assertThat(rest.body())
        .isEqualTo(
            """
            id: 11
            data: {"content":"here"}

            data: [DONE]

            """);
    assertThat(rest.headers().firstValue("Content-Type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(rest.headers().firstValue("Parley-Replayed")).contains("true");
    assertThat(http.parley.asked).hasValue(1);
  }

  @Test
  @DisplayName("what was heard of an attempt that broke off is no part of the next one")
  void anotherAttempt() {
    http.parley.script = answer -> answer.say("Hello th").end(AnswerStatus.INTERRUPTED);
    HttpResponse<String> first = http.post(turn("Hi"), "Idempotency-Key", "key");
    String turn = first.headers().firstValue("Parley-Turn").orElseThrow();
    assertThat(first.headers().firstValue("Parley-Attempt")).contains("1");
    assertThat(mine(turn, "Last-Event-ID", "8", "Parley-Attempt", "1").body())
        .startsWith("event: error\n");
    http.parley.script = answer -> answer.say("Good morning").end();
    HttpResponse<String> afresh = http.post(turn("Hi"), "Idempotency-Key", "key");
    assertThat(afresh.headers().firstValue("Parley-Attempt")).contains("2");

    HttpResponse<String> former = mine(turn, "Last-Event-ID", "8", "Parley-Attempt", "1");

    assertThat(former.headers().firstValue("Parley-Attempt")).contains("2");
    assertThat(former.body()).startsWith("id: 12\ndata: {\"content\":\"Good morning\"}\n");
    assertThat(mine(turn, "Last-Event-ID", "8", "Parley-Attempt", "2").body())
        .startsWith("id: 12\ndata: {\"content\":\"ning\"}\n");
    assertThat(mine(turn + "?from=8", "Accept", "text/plain", "Parley-Attempt", "1").body())
        .isEqualTo("Good morning");
    assertThat(mine(turn, "Last-Event-ID", "8").body()).as("who does not say").contains("\"ning\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "99999999999"})
  @DisplayName("an attempt that is no number of ours is refused, by name")
  void noAttempt(String attempt) {
    HttpResponse<String> refused = mine(said(), "Parley-Attempt", attempt);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").asText()).isEqualTo("Parley-Attempt");
  }

  @Test
  @DisplayName("cut after any character, the pieces joined are the answer, in either format")
  void everyCut() {
    String turn = said();
    String all = "Hello there";
    for (int cut = 0; cut <= all.length(); cut++) {
      HttpResponse<String> text = mine(turn + "?from=" + cut, "Accept", "text/plain");
      assertThat(all.substring(0, cut) + text.body()).isEqualTo(all);
      String events = mine(turn + "?from=" + cut).body();
      assertThat(events).endsWith("data: [DONE]\n\n");
      assertThat(events.contains("id: 11\n")).isEqualTo(cut < all.length());
    }
  }

  @Test
  @DisplayName("from inside a surrogate pair the whole character comes, and ids count from there")
  void insidePair() {
    http.parley.script = answer -> answer.say("Hi \ud83d\ude00 there").end();
    String turn = said();
    assertThat(mine(turn + "?from=4").body()).contains("id: 11\ndata: {\"content\":\"😀 there\"}");
    assertThat(mine(turn + "?from=3").body()).contains("id: 11\ndata: {\"content\":\"😀 there\"}");
    assertThat(mine(turn + "?from=5").body()).contains("id: 11\ndata: {\"content\":\" there\"}");
    assertThat(mine(turn + "?from=4", "Accept", "text/plain").body()).isEqualTo("😀 there");
  }

  @Test
  @DisplayName("an answer that still runs is heard from there on, live")
  void live() throws Exception {
    AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
    http.parley.script = answer::set;
    try (RawConnection first = http.connect()) {
      first.post("HTTP/1.1", turn("Hi"));
      await().until(() -> answer.get() != null);
      answer.get().say("Hello");
      first.readUntil("Hello");
    }
    try (RawConnection second = http.connect()) {
      second.send(
          "GET /api/bot/stream/"
              + http.parley.opened.get(0).turnId()
              + " HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 3\r\n"
              + "Parley-Anonymous-Id: visitor-1\r\n\r\n");
      assertThat(second.readUntil("data: {\"content\":\"lo\"}"))
          .doesNotContain("Parley-Replayed: ");
      answer.get().say(" you").end();
      assertThat(second.readUntil("[DONE]")).contains("id: 9\ndata: {\"content\":\" you\"}");
    }
  }

  @Test
  @DisplayName("so it is when the character is said only after it was asked for from its inside")
  void insidePairLive() throws Exception {
    AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
    http.parley.script = answer::set;
    try (RawConnection first = http.connect();
        RawConnection second = http.connect()) {
      first.post("HTTP/1.1", turn("Hi"));
      await().until(() -> answer.get() != null);
      answer.get().say("Hi ");
      first.readUntil("Hi ");
      second.send(
          "GET /api/bot/stream/"
              + http.parley.opened.get(0).turnId()
              + "?from=4 HTTP/1.1\r\nHost: localhost\r\n"
              + "Parley-Anonymous-Id: visitor-1\r\n\r\n");
      second.readUntil("\r\n\r\n"); // the head leaves before the first piece comes
      answer.get().say("\ud83d\ude00").say(" there").end();
      assertThat(second.readUntil("[DONE]")).contains("id: 5\n", "id: 11\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAILED", "INTERRUPTED"})
  @DisplayName("an answer that broke off says so again, after what was said of it")
  void brokenOff(AnswerStatus status) {
    http.parley.script = answer -> answer.say("Hel").end(status);

    assertThat(mine(said()).body())
        .isEqualTo(
            """
            id: 3
            data: {"content":"Hel"}

            event: error
            data: {"error":"The answer broke off.","retryable":true}

            """);
    assertThat(http.parley.asked).hasValue(1);
  }

  @Test
  @DisplayName("a turn of somebody else, and what is none, gets the 404 of one that is not there")
  void notFound() {
    String turn = said();
    HttpResponse<String> unknown = mine(UUID.randomUUID().toString());
    assertThat(unknown.statusCode()).isEqualTo(404);

    for (HttpResponse<String> refused :
        List.of(
            get(turn, "Parley-Anonymous-Id", "visitor-2"),
            get(turn),
            get(turn, "Parley-Anonymous-Id", ""),
            get(turn, "Parley-Anonymous-Id", "x".repeat(129)),
            mine("1-1-1-1-1"),
            mine("no-uuid"))) {
      assertThat(refused.statusCode()).isEqualTo(404);
      assertThat(refused.body()).isEqualTo(unknown.body());
      assertThat(refused.headers().map()).isEqualTo(unknown.headers().map());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, , Last-Event-ID",
    "x, , Last-Event-ID",
    "99999999999, , Last-Event-ID",
    "1.5, , Last-Event-ID",
    ", -1, from",
    ", %2B1, from",
    ", x, from",
    "1, 2, from"
  })
  @DisplayName("where to begin is a number from 0 on, and one")
  void malformed(String header, String parameter, String field) {
    String path = said() + (parameter == null ? "" : "?from=" + parameter);
    HttpResponse<String> refused =
        header == null ? mine(path) : mine(path, "Last-Event-ID", header);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").asText()).isEqualTo(field);
    if (header == null || parameter == null) {
      assertThat(json(refused).get("detail").asText())
          .contains("must be a number of UTF-16 units, as JavaScript counts, from 0 on");
    }
  }

  @Test
  @DisplayName("both may say the same, or nothing")
  void both() {
    String turn = said();
    assertThat(mine(turn + "?from=5", "Last-Event-ID", "5").body()).contains("\" there\"");
    assertThat(mine(turn + "?from=", "Last-Event-ID", "").body()).contains("id: 11\n");
  }

  @Test
  @DisplayName("HEAD tells what GET would begin with, and leaves the answer")
  void head() throws Exception {
    http.parley.script = answer -> answer.say("Hello");
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      raw.readUntil("Hello");
      String turn = http.parley.opened.get(0).turnId().toString();
      HttpResponse<String> head =
          http.send(
              http.request("/api/bot/stream/" + turn, "Parley-Anonymous-Id", "visitor-1")
                  .method("HEAD", BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Parley-Turn")).contains(turn);
      assertThat(head.headers().firstValue("Content-Type"))
          .contains("text/event-stream; charset=utf-8");
      assertThat(head.body()).isEmpty();
      await().untilAsserted(() -> assertThat(http.parley.cancelled).hasSize(1));
    }
  }

  @Test
  @DisplayName(
      "resumes and turns are answered in their order on one connection, and end it as asked")
  void pipelined() throws Exception {
    String turn = said();
    String resume =
        "GET /api/bot/stream/"
            + turn
            + "?from=5 HTTP/1.1\r\nHost: localhost\r\nParley-Anonymous-Id: visitor-1\r\n";
    try (RawConnection raw = http.connect()) {
      raw.send(resume + "\r\n").post("HTTP/1.1", turn("1"));
      raw.send(resume + "Accept: text/plain\r\nConnection: close\r\n\r\n");
      assertThat(raw.readAll().split("HTTP/1.1 200", -1)).hasSize(4);
    }
    try (RawConnection old = http.connect()) {
      String all = old.send(resume.replace("HTTP/1.1", "HTTP/1.0") + "\r\n").readAll();
      assertThat(all).startsWith("HTTP/1.0 200").endsWith("data: [DONE]\n\n");
      assertThat(all).doesNotContainIgnoringCase("transfer-encoding");
    }
  }

  @Test
  @DisplayName("a resume costs a token as a turn does")
  void limited() {
    http.close();
    http = new HttpFixture(HttpFixture.SETTINGS, TestLimits.on().with("visitor", 2, 1).settings());
    String turn = said();
    assertThat(mine(turn).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = mine(turn);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  @DisplayName("on the way down a resume is refused as a turn is")
  void goingDown() {
    String turn = said();
    new Bus(http.vertx)
        .publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now().plusSeconds(10)));
    await().untilAsserted(() -> assertThat(mine(turn).statusCode()).isEqualTo(503));
  }

  @Test
  @DisplayName("resumes are counted apart from turns")
  void metrics() {
    mine(said());
    await()
        .untilAsserted(
            () ->
                assertThat(http.meters.find("parley.http.resumes").tag("status", "200").counters())
                    .singleElement()
                    .satisfies(it -> assertThat(it.count()).isEqualTo(1)));
    assertThat(http.meters.get("parley.http.first.chunk").timer().count()).isEqualTo(1);
  }
}
