package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurnRouteTest {

  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture();
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  @DisplayName("by default the answer is an event stream, byte for byte what the old widget reads")
  void eventStream() {
    HttpResponse<String> response = http.post(turn("Hi"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            """
            id: 5
            data: {"content":"Hello"}

            id: 11
            data: {"content":" there"}

            data: [DONE]

            """);
    assertThat(response.headers().map())
        .containsEntry("Content-Type", List.of("text/event-stream; charset=utf-8"))
        .containsEntry("Cache-Control", List.of("no-cache, no-transform"))
        .containsEntry("X-Accel-Buffering", List.of("no"))
        .containsEntry("X-Content-Type-Options", List.of("nosniff"))
        .containsEntry("Parley-Turn", List.of(http.parley.opened.get(0).turnId().toString()))
        .doesNotContainKeys("parley-anonymous-id", "content-encoding");
  }

  @Test
  @DisplayName("asked for plain text, the answer is the text itself")
  void plainText() {
    HttpResponse<String> response = http.post(turn("Hi"), "Accept", "text/plain");

    assertThat(response.body()).isEqualTo("Hello there");
    assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
  }

  @Test
  @DisplayName("a body is JSON whatever its content type says, percent signs and all")
  void curlBody() {
    String message = "100% sure & a+b=c";
    http.post(turn(message), "Content-Type", "application/x-www-form-urlencoded");

    assertThat(http.parley.turns).singleElement().extracting("message").isEqualTo(message);
  }

  @Test
  @DisplayName(
      "a message of 4,000 UTF-16 units passes, in astral letters too; one of 4,001 does not")
  void longestMessage() {
    assertThat(http.post(turn("x".repeat(4000))).statusCode()).isEqualTo(200);
    assertThat(http.post(turn("😀".repeat(2000))).statusCode()).isEqualTo(200);

    HttpResponse<String> refused = http.post(turn("x".repeat(4001)));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").asText()).isEqualTo("message");
    assertThat(http.parley.turns).hasSize(2);
  }

  @Test
  @DisplayName("a refusal is a problem of RFC 9457 that names the field")
  void problem() {
    HttpResponse<String> response = http.post("{\"message\":\"Hi\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"domainId is missing\",\"field\":\"domainId\"}");
  }

  @Test
  @DisplayName("a visitor without a secret is issued one, and it is the one the turn bears")
  void issuesSecret() {
    String body = "{\"domainId\":\"" + ScriptedParley.DOMAIN + "\",\"message\":\"Hi\"}";
    String issued = http.post(body).headers().firstValue("Parley-Anonymous-Id").orElseThrow();

    assertThat(UUID.fromString(issued).version()).isEqualTo(4);
    assertThat(http.parley.turns.get(0).visitor().value()).isEqualTo(issued);
  }

  @Test
  @DisplayName("the visitor's secret may come in the header, but not another one than in the body")
  void secretInHeader() {
    String body = "{\"domainId\":\"" + ScriptedParley.DOMAIN + "\",\"message\":\"Hi\"}";
    HttpResponse<String> response = http.post(body, "Parley-Anonymous-Id", "from-header");
    assertThat(http.parley.turns.get(0).visitor().value()).isEqualTo("from-header");
    assertThat(response.headers().firstValue("Parley-Anonymous-Id")).isEmpty();

    HttpResponse<String> differs = http.post(turn("Hi"), "Parley-Anonymous-Id", "another");
    assertThat(differs.statusCode()).isEqualTo(400);
    assertThat(json(differs).get("field").asText()).isEqualTo("anonymousId");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_DOMAIN, 404",
    "NOT_FOUND, 404",
    "OVERLOADED, 503",
    "UNAVAILABLE, 503",
    "INTERNAL, 500"
  })
  @DisplayName("each failure of the bus has its status, and its text stays inside")
  void failures(Failure failure, int status) {
    http.parley.refusal = Optional.of(failure.because("SELECT secret"));

    HttpResponse<String> response = http.post(turn("Hi"));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    assertThat(response.body()).doesNotContain("SELECT");
    await()
        .until(
            () ->
                http.meters.find("parley.http.turns").tag("status", "" + status).counter() != null);
  }

  @Test
  @DisplayName("while as many wait as may, the next is refused unasked")
  void shedsLoad() {
    int most = LoadShedding.FEW;
    http.parley.places = Optional.of(most);
    List<CompletableFuture<HttpResponse<String>>> first =
        IntStream.range(0, most).mapToObj(i -> http.posting(turn("Hi"))).toList();
    await().until(() -> http.parley.waiting.size() == most);

    assertThat(http.post(turn("Hi")).statusCode()).isEqualTo(503);
    assertThat(http.parley.requests).hasValue(most + 1);
    HttpResponse<String> unasked = http.post(turn("Hi"));
    assertThat(unasked.statusCode()).isEqualTo(503);
    assertThat(unasked.headers().firstValue("Retry-After")).contains("1");
    assertThat(http.parley.requests).hasValue(most + 1);

    http.parley.places = Optional.empty();
    http.parley.waiting.forEach(Runnable::run);
    assertThat(first).allSatisfy(it -> assertThat(it.get().statusCode()).isEqualTo(200));
    assertThat(http.post(turn("Hi")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("a field that the other end of the bus refuses is named too")
  void refusedBeyondTheBus() {
    http.parley.refusal = Optional.of(new InvalidFieldException("message", "must be polite"));

    HttpResponse<String> response = http.post(turn("Hi"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("field").asText()).isEqualTo("message");
  }

  @Test
  @DisplayName("an answer that breaks off ends its event stream with an error and without [DONE]")
  void brokenOffEvents() {
    http.parley.script = answer -> answer.say("Hel").end(AnswerStatus.FAILED);

    assertThat(http.post(turn("Hi")).body())
        .isEqualTo(
            """
            id: 3
            data: {"content":"Hel"}

            event: error
            data: {"error":"The answer broke off.","retryable":true}

            """);
  }

  @Test
  @DisplayName("a plain text that breaks off lacks its last chunk")
  void brokenOffText() throws Exception {
    http.parley.script = answer -> answer.say("Hel").end(AnswerStatus.INTERRUPTED);

    try (RawConnection raw = http.connect()) {
      String all = raw.post("HTTP/1.1", turn("Hi"), "Accept: text/plain").readAll();
      assertThat(all).endsWith("\r\n\r\n3\r\nHel\r\n");
    }
  }

  @Test
  @DisplayName(
      "an answer that breaks off before its first word says so in its stream: the message is stored")
  void brokenOffAtOnce() throws Exception {
    http.parley.script = answer -> answer.end(AnswerStatus.FAILED);

    HttpResponse<String> response = http.post(turn("Hi"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Parley-Turn")).isPresent();
    assertThat(response.body()).startsWith("event: error\ndata: ");
    try (RawConnection raw = http.connect()) {
      String all = raw.post("HTTP/1.1", turn("Hi"), "Accept: text/plain").readAll();
      assertThat(all).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n");
    }
  }

  @Test
  @DisplayName("an HTTP/1.0 client gets the answer unchunked, and the end by the connection's end")
  void http10() throws Exception {
    try (RawConnection raw = http.connect()) {
      String all =
          raw.post("HTTP/1.0", turn("Hi"), "Accept: text/plain", "Connection: keep-alive")
              .readAll();
      assertThat(all).startsWith("HTTP/1.0 200 OK").endsWith("\r\n\r\nHello there");
      assertThat(all).doesNotContainIgnoringCase("transfer-encoding");
    }
  }

  @Test
  @DisplayName("turns that are pipelined on one connection are answered in their order")
  void pipelined() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("1")).post("HTTP/1.1", turn("2"), "Connection: close");
      assertThat(raw.readAll().split("\\[DONE]", -1)).hasSize(3);
      assertThat(http.parley.turns).extracting("message").containsExactly("1", "2");
    }
  }

  @Test
  @DisplayName("wrong methods get 405 with Allow, unknown paths 404, as problems")
  void routes() {
    HttpResponse<String> get = http.send(http.request("/api/bot/stream").GET());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).contains("POST");
    assertThat(json(get).get("status").asInt()).isEqualTo(405);

    HttpResponse<String> head =
        http.send(http.request("/api/bot/stream").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(405);

    HttpResponse<String> unknown = http.send(http.request("/nowhere").GET());
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).get("title").asText()).isEqualTo("Not Found");
  }

  @Test
  @DisplayName("what is not acceptable gets 406")
  void notAcceptable() {
    assertThat(http.post(turn("Hi"), "Accept", "application/json").statusCode()).isEqualTo(406);
  }

  @Test
  @DisplayName("several lines of Accept are one list")
  void acceptsInLines() {
    assertThat(
            http.post(turn("Hi"), "Accept", "application/json", "Accept", "text/event-stream")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("where every site may ask, a browser may, and read our headers")
  void cors() throws Exception {
    try (RawConnection raw = http.connect()) {
      String preflight =
          raw.send(
                  """
                  OPTIONS /api/bot/stream HTTP/1.1
                  Host: localhost
                  Origin: https://shop.example
                  Access-Control-Request-Method: POST
                  Access-Control-Request-Headers: content-type,parley-anonymous-id
                  Connection: close

                  """
                      .replace("\n", "\r\n"))
              .readAll()
              .toLowerCase(Locale.ROOT);
      assertThat(preflight).startsWith("http/1.1 204");
      assertThat(preflight).contains("access-control-allow-origin: https://shop.example\r\n");
      assertThat(preflight).containsPattern("access-control-allow-methods: .*post");
      assertThat(preflight)
          .containsPattern("access-control-allow-headers: .*parley-anonymous-id")
          .containsPattern("access-control-allow-headers: .*last-event-id");
    }
    HttpResponse<String> post = http.post(turn("Hi"), "Origin", "https://shop.example");
    assertThat(post.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://shop.example");
    assertThat(post.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Parley-Turn", "Parley-Anonymous-Id", "Parley-Replayed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "file://",
        "chrome-extension://abcdefghijklmnop",
        "capacitor://localhost",
        "app://-",
        "http://my_host.example"
      })
  @DisplayName("so may an app, an extension or a local file, whatever its origin looks like")
  void unusualOrigin(String origin) throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"), "Origin: " + origin);
      assertThat(raw.readUntil("[DONE]"))
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("access-control-allow-origin: " + origin + "\r\n");
    }
  }

  @Test
  @DisplayName("the home page shows a line to try, with the address it was asked by")
  void home() {
    HttpResponse<String> home = http.send(http.request("/").GET());
    assertThat(home.body()).contains("curl").contains("127.0.0.1:" + http.port() + "/api/bot");
  }

  @Test
  @DisplayName("the first chunk is timed, and no stream is left open")
  void metrics() {
    http.post(turn("Hi"));
    assertThat(http.meters.get("parley.http.first.chunk").timer().count()).isEqualTo(1);
    await().until(() -> http.meters.get("parley.http.streams.open").gauge().value() == 0);
  }
}
