package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Logged;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BoundsTest {

  private static final String HEAD = "POST /api/bot/stream HTTP/1.1\r\nHost: localhost\r\n";

  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture(HttpFixture.SETTINGS, TestLimits.on().with("visitor", 2, 6).settings());
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private String closedWith(String... pieces) throws Exception {
    try (RawConnection raw = http.connect()) {
      for (String piece : pieces) {
        raw.send(piece);
      }
      return raw.readAll();
    }
  }

  @Test
  @DisplayName("a body that is declared too large is refused before it is sent")
  void declaredTooLarge() throws Exception {
    assertThat(closedWith(HEAD + "Content-Length: 999999\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("application/problem+json");
    assertThat(closedWith(HEAD + "Expect: 100-continue\r\nContent-Length: 999999\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  @DisplayName("a client that waits to be told to continue is told so")
  void expectContinue() throws Exception {
    String body = turn("Hi");
    try (RawConnection raw = http.connect()) {
      raw.send(HEAD + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n");
      assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
      assertThat(raw.send(body).readUntil("[DONE]")).contains("200 OK");
    }
  }

  @Test
  @DisplayName("one of HTTP/1.0, which knows nothing of that, is not")
  void neverToldOfOld() throws Exception {
    String body = turn("Hi");
    try (RawConnection raw = http.connect()) {
      raw.send(
          HEAD.replace("HTTP/1.1", "HTTP/1.0")
              + "Expect: 100-continue\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      assertThat(raw.readUntil("\r\n\r\n")).contains(" 200 OK");
    }
  }

  @Test
  @DisplayName("a chunked body is refused when it crosses the bound")
  void chunkedTooLarge() throws Exception {
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    assertThat(closedWith(HEAD + "Transfer-Encoding: chunked\r\n\r\n", chunk.repeat(5)))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  @DisplayName("a body that comes in many pieces is put together")
  void manyPieces() throws Exception {
    String body = turn("Hello, it is me");
    StringBuilder chunks = new StringBuilder();
    body.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
    try (RawConnection raw = http.connect()) {
      raw.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n").send(chunks + "0\r\n\r\n");
      raw.readUntil("[DONE]");
    }
    assertThat(http.parley.turns.get(0).message()).isEqualTo("Hello, it is me");
  }

  @Test
  @DisplayName("multipart and encoded bodies are refused")
  void unsupported() {
    assertThat(http.post(turn("Hi"), "Content-Type", "multipart/form-data; boundary=x"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(415);
    assertThat(http.post(turn("Hi"), "Content-Encoding", "gzip"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(415);
    assertThat(http.post(turn("Hi"), "Content-Encoding", "identity"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
  }

  @Test
  @DisplayName("malformed HTTP gets a problem and the end of the connection")
  void malformed() throws Exception {
    assertThat(closedWith("NONSENSE\r\n\r\n"))
        .containsPattern("^HTTP/1.[01] 400")
        .contains("application/problem+json");
    assertThat(closedWith("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n"))
        .containsPattern("^HTTP/1.[01] 414");
    assertThat(closedWith("GET / HTTP/1.1\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
        .containsPattern("^HTTP/1.[01] 431");
    assertThat(closedWith("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .containsPattern("^HTTP/1.[01] 400")
        .contains("application/problem+json");
  }

  @Test
  @DisplayName("a request without a Host is refused, and not for its path")
  void noHost() throws Exception {
    assertThat(closedWith("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json")
        .contains("Host");
  }

  @Test
  @DisplayName("a chunk without a size is refused, and is no fault of ours")
  void malformedChunk() throws Exception {
    try (Logged errors = Logged.errors()) {
      assertThat(closedWith(HEAD + "Transfer-Encoding: chunked\r\n\r\n", "zz\r\nHello\r\n"))
          .startsWith("HTTP/1.1 400")
          .contains("application/problem+json");
      assertThat(errors.texts()).isEmpty();
    }
  }

  @Test
  @DisplayName("a client that leaves while he sends is nobody's fault, and is counted as gone")
  void leaves() throws Exception {
    try (Logged errors = Logged.errors()) {
      try (RawConnection raw = http.connect()) {
        raw.send(HEAD + "Content-Length: 100\r\n\r\n{");
      }
      await()
          .until(
              () -> http.meters.find("parley.http.turns").tag("status", "499").counter() != null);
      assertThat(errors.texts()).isEmpty();
    }
  }

  @Test
  @DisplayName("a length that is no number, or none that counts, is no fault of ours")
  void absurdLength() throws Exception {
    for (String length : new String[] {"-1", "99999999999999999999", "1, 2", "x"}) {
      assertThat(closedWith(HEAD + "Content-Length: " + length + "\r\n\r\n"))
          .as(length)
          .containsPattern("^HTTP/1.[01] 4");
    }
  }

  @Test
  @DisplayName("a visitor who writes too fast is told how long to wait; others are not held up")
  void tooFast() {
    assertThat(http.post(turn("1")).statusCode()).isEqualTo(200);
    assertThat(http.post(turn("2")).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = http.post(turn("3"));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("10");

    String other = turn("4").replace("visitor-1", "visitor-2");
    assertThat(http.post(other).statusCode()).isEqualTo(200);
  }
}
