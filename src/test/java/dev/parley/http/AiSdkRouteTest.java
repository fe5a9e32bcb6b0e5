package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.Source;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AiSdkRouteTest {

  private static final String PATH = "/api/ai-sdk/" + ScriptedParley.DOMAIN;

  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture();
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private static String chat(String message, String trigger) {
    return "{\"id\":\"chat-1\",\"trigger\":\""
        + trigger
        + "\",\"messages\":[{\"id\":\"m1\",\"role\":\"user\",\"parts\":"
        + "[{\"type\":\"text\",\"text\":\""
        + message
        + "\"}]}]}";
  }

  private HttpResponse<String> post(String body, String... headers) {
    return http.send(http.request(PATH, headers).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> submit(String... headers) {
    return post(chat("Hi", "submit-message"), headers);
  }

  private HttpResponse<String> resume(String path, String... headers) {
    return http.send(http.request("/api/ai-sdk/" + path + "/stream", headers).GET());
  }

  private String turn(int index) {
    return http.parley.opened.get(index).turnId().toString();
  }

  @Test
  @DisplayName("the answer is a UI message stream of version 1, named by its turn")
  void stream() {
    HttpResponse<String> response = submit();

    assertThat(response.body())
        .isEqualTo(
            """
            data: {"type":"start","messageId":"%s"}

            data: {"type":"start-step"}

            data: {"type":"text-start","id":"text"}

            data: {"type":"text-delta","id":"text","delta":"Hello"}

            data: {"type":"text-delta","id":"text","delta":" there"}

            data: {"type":"text-end","id":"text"}

            data: {"type":"finish-step"}

            data: {"type":"finish"}

            data: [DONE]

            """
                .formatted(turn(0)));
    assertThat(response.headers().map())
        .containsEntry("Content-Type", List.of("text/event-stream"))
        .containsEntry("x-vercel-ai-ui-message-stream", List.of("v1"))
        .containsEntry("Cache-Control", List.of("no-cache, no-transform"))
        .containsEntry("X-Accel-Buffering", List.of("no"))
        .containsEntry("Parley-Turn", List.of(turn(0)))
        .doesNotContainKeys("parley-anonymous-id");
  }

  @Test
  @DisplayName("what an answer rests on is a page, or a document without an address")
  void sources() {
    http.parley.script =
        answer ->
            answer
                .say("9 to 17.")
                .sources(
                    new Source("Shop › Hours", Optional.of("https://shop.example/hours")),
                    new Source("\"Hours\"", Optional.empty()))
                .end();
    assertThat(submit().body())
        .contains(
            """
            data: {"type":"source-url","sourceId":"source-1","url":"https://shop.example/hours",\
            "title":"Shop › Hours"}

            data: {"type":"source-document","sourceId":"source-2","mediaType":"text/markdown",\
            "title":"\\"Hours\\""}

            data: {"type":"text-end","id":"text"}
            """);
  }

  @Test
  @DisplayName("an answer without a word is a stream all the same")
  void empty() {
    http.parley.script = ScriptedAnswer::end;
    assertThat(submit().body())
        .contains("\"start\"", "\"text-start\"", "\"text-end\"", "\"finish\"", "[DONE]")
        .doesNotContain("text-delta");
  }

  @Test
  @DisplayName("an answer that was stopped ends as aborted, one that broke off with an error")
  void otherEnds() {
    http.parley.script = answer -> answer.say("Hel").end(AnswerStatus.STOPPED);
    assertThat(submit().body())
        .endsWith(
            """
            data: {"type":"text-end","id":"text"}

            data: {"type":"abort"}

            data: [DONE]

            """);

    http.parley.script = answer -> answer.end(AnswerStatus.FAILED);
    assertThat(submit("Parley-Anonymous-Id", "another").body())
        .isEqualTo(
            """
            data: {"type":"error","errorText":"The answer broke off. Try again."}

            data: [DONE]

            """);
  }

  @Test
  @DisplayName("who writes is said by the header, else by the chat's id; the key is of both ids")
  void visitor() {
    submit();
    submit("Parley-Anonymous-Id", "visitor-1", "Idempotency-Key", "not read");
    assertThat(http.parley.turns)
        .extracting(turn -> turn.visitor().value())
        .containsExactly("chat-1", "visitor-1");
    assertThat(http.parley.turns)
        .allSatisfy(turn -> assertThat(turn.key()).contains(new ChatKey("chat-1", "m1").value()));
  }

  @Test
  @DisplayName(
      "the same message again replays its answer; asked to regenerate, the bot answers anew")
  void again() {
    submit();
    HttpResponse<String> replayed = submit();
    assertThat(replayed.headers().firstValue("Parley-Replayed")).contains("true");
    assertThat(replayed.body()).contains(turn(0));
    assertThat(http.parley.asked).hasValue(1);

    HttpResponse<String> anew = post(chat("Hi", "regenerate-message"));
    assertThat(anew.headers().firstValue("Parley-Replayed")).isEmpty();
    assertThat(anew.body()).contains(turn(1));
    assertThat(http.parley.asked).hasValue(2);
    assertThat(http.parley.turns).hasSize(2);
  }

  @Test
  @DisplayName("an answer that broke off is regenerated as the same turn")
  void regeneratesBroken() {
    http.parley.script = answer -> answer.say("Hel").end(AnswerStatus.INTERRUPTED);
    submit();
    http.parley.script = answer -> answer.say("Hello").end();

    assertThat(post(chat("Hi", "regenerate-message")).body()).contains(turn(0), "Hello");
    assertThat(http.parley.turns).hasSize(1);
  }

  @Test
  @DisplayName(
      "the same message with another text is refused, unless the page says that it edits it")
  void edited() {
    submit();
    assertThat(post(chat("Bye", "submit-message")).statusCode()).isEqualTo(422);

    assertThat(edit("Bye").statusCode()).isEqualTo(200);
    assertThat(edit("Bye").headers().firstValue("Parley-Replayed")).contains("true");
    assertThat(http.parley.turns).extracting("message").containsExactly("Hi", "Bye");
  }

  private HttpResponse<String> edit(String message) {
    return post(chat(message, "submit-message\",\"messageId\":\"m1"));
  }

  @Test
  @DisplayName("an edited message is regenerated as another turn of what it says now")
  void regeneratesEdited() {
    submit();
    edit("Bye");

    HttpResponse<String> anew = post(chat("Bye", "regenerate-message"));
    assertThat(anew.statusCode()).isEqualTo(200);
    assertThat(anew.headers().firstValue("Parley-Replayed")).isEmpty();
    assertThat(anew.body()).contains(turn(2), "Hello");
    assertThat(http.parley.turns).extracting("message").containsExactly("Hi", "Bye", "Bye");
    assertThat(http.parley.asked).hasValue(3);
  }

  @Test
  @DisplayName("an edited message whose answer broke off is regenerated as the same turn")
  void regeneratesBrokenEdited() {
    submit();
    http.parley.script = answer -> answer.say("See").end(AnswerStatus.FAILED);
    edit("Bye");
    http.parley.script = answer -> answer.say("See you").end();

    HttpResponse<String> afresh = post(chat("Bye", "regenerate-message"));
    assertThat(afresh.statusCode()).isEqualTo(200);
    assertThat(afresh.body()).contains(turn(1), "See you");
    assertThat(http.parley.turns).extracting("message").containsExactly("Hi", "Bye");
  }

  @Test
  @DisplayName("what is refused is a problem before the stream")
  void problems() {
    http.parley.refusal = Optional.of(Failure.UNKNOWN_DOMAIN.because("no"));
    HttpResponse<String> unknown = submit();
    assertThat(unknown.statusCode()).isEqualTo(404);
    HttpResponse<String> malformed =
        http.send(
            http.request("/api/ai-sdk/none")
                .POST(BodyPublishers.ofString(chat("Hi", "submit-message"))));
    assertThat(malformed.statusCode()).isEqualTo(404);
    assertThat(malformed.body()).isEqualTo(unknown.body());

    HttpResponse<String> assistant =
        post("{\"id\":\"c\",\"messages\":[{\"id\":\"a\",\"role\":\"assistant\",\"parts\":[]}]}");
    assertThat(assistant.statusCode()).isEqualTo(400);
    assertThat(json(assistant).get("field").asText()).isEqualTo("messages");
    assertThat(submit("Accept", "text/plain").statusCode()).isEqualTo(406);
  }

  @Test
  @DisplayName("a chat may be a mebibyte long, and no longer")
  void bound() {
    String chat = chat("Hi", "submit-message");
    String padding = " ".repeat(1024 * 1024 - chat.length());
    assertThat(post(chat + padding).statusCode()).isEqualTo(200);
    assertThat(post(chat + padding + " ").statusCode()).isEqualTo(413);
  }

  @Test
  @DisplayName("a chat's answer that runs is resumed from its beginning")
  void resumesRunning() throws Exception {
    http.parley.script = answer -> answer.say("Hello");
    try (RawConnection raw = http.connect()) {
      begin(raw);
      try (RawConnection second = http.connect()) {
        second.send("GET " + PATH + "/chat-1/stream HTTP/1.0\r\nHost: localhost\r\n\r\n");
        assertThat(second.readUntil("\"Hello\"}"))
            .contains("\"start\",\"messageId\":\"" + turn(0), "v1");
        stopTurn(turn(0));
        assertThat(second.readAll()).endsWith("data: [DONE]\n\n").contains("abort");
      }
    }
    assertThat(http.parley.asked).hasValue(1);
  }

  private static void begin(RawConnection raw) throws IOException {
    String body = chat("Hi", "submit-message");
    String head = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length();
    raw.send("POST " + PATH + head + "\r\n\r\n" + body).readUntil("Hello");
  }

  private void stopTurn(String turn) {
    assertThat(
            http.send(
                    http.request(
                            "/api/bot/stream/" + turn + "/stop", "Parley-Anonymous-Id", "chat-1")
                        .POST(BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11111111-1111-4111-8111-111111111111/chat-1",
        "11111111-1111-4111-8111-111111111111/chat-2",
        "22222222-1111-4111-8111-111111111111/chat-1",
        "none/chat-1",
        "11111111-1111-4111-8111-111111111111/a%00b"
      })
  @DisplayName("where nothing runs there is nothing to resume: over, unknown or malformed")
  void nothingRuns(String path) {
    submit();
    HttpResponse<String> nothing = resume(path);
    assertThat(nothing.statusCode()).isEqualTo(204);
    assertThat(nothing.body()).isEmpty();
    if (path.endsWith("/chat-1")) {
      assertThat(resume(path, "Parley-Anonymous-Id", "another").statusCode()).isEqualTo(204);
    }
    String tooLong = ScriptedParley.DOMAIN + "/" + "x".repeat(400);
    assertThat(resume(tooLong, "Parley-Anonymous-Id", "v").statusCode()).isEqualTo(204);
  }

  @Test
  @DisplayName("that the database is away is no reason to say that nothing runs")
  void away() {
    http.parley.refusal = Optional.of(Failure.UNAVAILABLE.because("away"));
    assertThat(resume(ScriptedParley.DOMAIN + "/chat-1").statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("a page that goes away leaves the answer, and does not stop it")
  void leaves() throws Exception {
    http.parley.script = answer -> answer.say("Hello");
    try (RawConnection raw = http.connect()) {
      begin(raw);
    }
    await().untilAsserted(() -> assertThat(http.parley.cancelled).hasSize(1));
  }
}
