package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Logged;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("HTTP as nobody should speak it")
class HostileHttpTest {

  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String POST = "POST /api/bot/stream" + HOST;
  private static final String CLOSE = "Connection: close\r\n\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n" + CLOSE;
  private static final String END = "0\r\n\r\n";

  private static HttpFixture http;

  @BeforeAll
  static void start() {
    http = new HttpFixture(HttpFixture.impatient(), HttpFixture.NO_LIMITS);
    http.parley.script = answer -> answer.say("Hello").end();
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  private static String get(String target) {
    return "GET " + target + HOST + CLOSE;
  }

  private static String post(String body) {
    return POST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String nothing(String headers) {
    return "GET /nothing HTTP/1.1\r\n" + headers + CLOSE;
  }

  private static Arguments of(String what, int status, String request) {
    return Arguments.of(what, status, request);
  }

  static Stream<Arguments> framing() {
    return Stream.of(
        of(
            "encoding and length",
            400,
            POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + END),
        of(
            "length and encoding",
            400,
            POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + END),
        of("gzip as encoding", 400, POST + "Transfer-Encoding: gzip\r\n\r\n"),
        of("gzip before chunked", 400, POST + "Transfer-Encoding: gzip, chunked\r\n\r\n" + END),
        of("gzip after chunked", 400, POST + "Transfer-Encoding: chunked, gzip\r\n\r\n" + END),
        of("identity", 400, POST + "Transfer-Encoding: identity\r\n\r\n"),
        of("xchunked", 400, POST + "Transfer-Encoding: xchunked\r\n\r\n" + END),
        of("a space before the colon", 400, POST + "Transfer-Encoding : chunked\r\n\r\n" + END),
        of(
            "chunked twice",
            400,
            POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + END),
        of(
            "chunked in HTTP/1.0",
            400,
            "POST /api/bot/stream HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + END),
        of("two lengths", 400, POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        of("a length with a sign", 400, POST + "Content-Length: +2\r\n\r\n{}"),
        of("a length in hex", 400, POST + "Content-Length: 0x2\r\n\r\n{}"),
        of("a chunk of less than nothing", 400, CHUNKED + "-2\r\n{}\r\n" + END),
        of("a chunk of 64 GB", 400, CHUNKED + "fffffffff\r\n{}\r\n" + END),
        of("a chunk of 2 GB that never comes", 408, CHUNKED + "7fffffff\r\n{}\r\n"),
        of("a chunk without its length", 400, CHUNKED + "zz\r\n{}\r\n" + END),
        of("a chunk whose end is none", 400, CHUNKED + "2\r\n{}X" + END),
        of("chunks with bare line feeds", 400, CHUNKED + "2\n{}\n0\n\n"),
        of(
            "an endless chunk extension",
            400,
            CHUNKED + "2;" + "a".repeat(9_000) + "\r\n{}\r\n" + END),
        of(
            "endless trailers",
            400,
            CHUNKED + "2\r\n{}\r\n0\r\nX: " + "a".repeat(9_000) + "\r\n\r\n"),
        of("1 GB declared", 413, POST + "Content-Length: 1073741824\r\n\r\n"),
        of("8 EB declared", 413, POST + "Content-Length: 9223372036854775807\r\n\r\n"),
        of(
            "1 GB declared where no body is read",
            404,
            "GET /nothing" + HOST + "Content-Length: 1073741824\r\n\r\n"),
        of(
            "more than the bound in chunks",
            413,
            CHUNKED + ("1000\r\n" + "x".repeat(0x1000) + "\r\n").repeat(5)),
        of("a gzip body", 415, POST + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
        of(
            "a gzip body beside identity",
            415,
            POST + "Content-Encoding: identity, gzip\r\nContent-Length: 2\r\n\r\n{}"),
        of(
            "another expectation",
            400,
            POST + "Expect: 200-ok\r\nContent-Length: 2\r\n" + CLOSE + "{}"));
  }

  static Stream<Arguments> heads() {
    return Stream.of(
        of("a line of 9,000", 414, get("/" + "a".repeat(9_000))),
        of("headers of 9,000", 431, nothing("Host: x\r\nX: " + "a".repeat(9_000) + "\r\n")),
        of("10,000 headers", 431, nothing("Host: x\r\n" + "X: y\r\n".repeat(10_000))),
        of("a method of 10,000", 414, "G".repeat(10_000) + " /nothing" + HOST + CLOSE),
        of("a method of 4,000", 400, "G".repeat(4_000) + " /nothing" + HOST + CLOSE),
        of("a method that is none", 400, "BREW /nothing" + HOST + CLOSE),
        of("a method in lower case", 400, "get /nothing" + HOST + CLOSE),
        of("a method with brackets", 400, "G{}T /nothing" + HOST + CLOSE),
        of("another protocol", 400, "GET /nothing XTTP/1.1\r\n" + CLOSE),
        of("another protocol, and no header", 400, "GET /nothing XTTP/1.1\r\nabc\r\n" + CLOSE),
        of("NUL in the target", 400, get("/a\0b")),
        of("DEL in the target", 400, get("/a\u007fb")),
        of("ESC in the target", 400, get("/a\u001b[2Jb")),
        of("NUL in a header", 400, nothing("Host: x\r\nX: a\0b\r\n")),
        of("NUL in a name", 400, nothing("Host: x\r\nX\0: b\r\n")),
        of("ESC in a header", 400, nothing("Host: x\r\nX: a\u001bb\r\n")),
        of("a carriage return in a header", 400, nothing("Host: x\r\nX: a\rb\r\n")),
        of("a header without a name", 400, nothing("Host: x\r\n: b\r\n")),
        of("a header without a colon", 400, nothing("Host: x\r\nabc\r\n")),
        of("a space in a name", 400, nothing("Host: x\r\nX y: b\r\n")),
        of("two hosts", 400, nothing("Host: a\r\nHost: b\r\n")),
        of("a host that is none", 400, nothing("Host: a b/c?\r\n")),
        of("a host in hex", 400, nothing("Host: %41\r\n")),
        of("a host with NUL in hex", 400, nothing("Host: a%00\r\n")),
        of("a host with no hex", 400, nothing("Host: a%zz\r\n")),
        of("a host with a port that is none", 400, nothing("Host: localhost%20:80\r\n")),
        of("a host with a user", 400, nothing("Host: a@b\r\n")),
        of("a host beyond ASCII", 400, nothing("Host: \u00e9\r\n")),
        of("line feeds alone", 400, "GET /nothing HTTP/1.1\nHost: localhost\n\n"),
        of("HTTP/0.9", 400, "GET /\r\n\r\n"),
        of("HTTP/1.2", 400, "GET /nothing HTTP/1.2\r\nHost: x\r\n" + CLOSE),
        of("HTTP/2.0", 400, "GET /nothing HTTP/2.0\r\nHost: x\r\n" + CLOSE),
        of("HTTP/9", 400, "GET /nothing HTTP/9\r\nHost: x\r\n" + CLOSE),
        of("http/1.1", 400, "GET /nothing http/1.1\r\nHost: x\r\n" + CLOSE),
        of("HTTP/2 by prior knowledge", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        of("TLS", 400, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n"));
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        of("another host's URL", 404, get("http://evil.example/nothing")),
        of("a tunnel", 404, "CONNECT evil.example:443" + HOST + CLOSE),
        of("a trace", 404, "TRACE /nothing" + HOST + CLOSE),
        of("an asterisk", 404, get("*")),
        of("no slash", 404, get("nothing")),
        of("dots", 404, get("/../../etc/passwd")),
        of("dots in hex", 404, get("/%2e%2e/%2e%2e/etc/passwd")),
        of("dots in hex below the widget", 404, get("/widget/%2e%2e/%2e%2e/conf/parley.yaml")),
        of("slashes in hex", 404, get("/..%2f..%2fetc%2fpasswd")),
        of("backslashes in hex", 404, get("/..%5c..%5cetc%5cpasswd")),
        of("overlong dots", 404, get("/%c0%ae%c0%ae/etc/passwd")),
        of("NUL in hex", 404, get("/widget.js%00.txt")),
        of("NUL as a turn", 404, get("/api/bot/stream/%00")),
        of("no UTF-8 as a domain", 404, get("/api/domain/%ff%fe")),
        of("no hex", 400, get("/api/bot/messages?domainId=%zz")),
        of("900 parameters", 400, get("/api/bot/messages?" + "a=b&".repeat(900))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"framing", "heads", "targets"})
  @DisplayName("is refused as what it is, and the connection ends; a good client beside is served")
  void refused(String what, int status, String request) throws Exception {
    try (Logged errors = Logged.errors();
        RawConnection good = http.connect();
        RawConnection raw = http.connect()) {
      good.post("HTTP/1.1", turn("Hi")).readUntil("[DONE]");
      String answer = raw.send(request.getBytes(StandardCharsets.ISO_8859_1)).readAll();
      assertThat(answer)
          .startsWith("HTTP/1.1 " + status)
          .contains("application/problem+json")
          .doesNotContain("Exception", "HTTP/1.1 5", "\tat ");
      good.post("HTTP/1.1", turn("Hi")).readUntil("[DONE]");
      assertThat(errors.texts()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: %41", "Host: a\r\nHost: b", "no header"})
  @DisplayName("is refused without a body where a HEAD asks")
  void refusesHead(String header) throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.send("HEAD / HTTP/1.1\r\n" + header + "\r\n" + CLOSE);
      assertThat(raw.readAll()).startsWith("HTTP/1.1 400").endsWith("\r\n\r\n");
    }
  }

  @Test
  @DisplayName("does not change the protocol: there is neither h2c nor a WebSocket")
  void upgrades() throws Exception {
    for (String upgrade :
        new String[] {
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
          """
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          """
        }) {
      try (RawConnection raw = http.connect()) {
        assertThat(raw.send("GET /nothing" + HOST + upgrade + "\r\n" + get("/widget.js")).readAll())
            .startsWith("HTTP/1.1 404")
            .contains("HTTP/1.1 200");
      }
    }
  }

  @Test
  @DisplayName("in one piece with other requests is answered in its order")
  void pipelined() throws Exception {
    String first = post(turn("Hi"));
    try (RawConnection raw = http.connect()) {
      String answers = raw.send(first + first + nothing("Host: x\r\n")).readAll();
      assertThat(answers)
          .containsPattern("(?s)^HTTP/1.1 200.*DONE.*HTTP/1.1 200.*DONE.*HTTP/1.1 404");
      assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(4);
    }
  }

  @Test
  @DisplayName(
      "of many in one piece, the first are answered, the rest is not, and a good one goes between")
  void pipelinedWithoutEnd() throws Exception {
    String one = "GET /nothing" + HOST + "\r\n";
    try (RawConnection raw = http.connect()) {
      String[] answers = raw.send(one.repeat(1_000)).readAll().split("HTTP/1.1 404", -1);
      assertThat(answers).hasSize(1 + 1 + OneAtATime.MOST_WAITING);
      assertThat(answers[1]).doesNotContainIgnoringCase("connection: close");
      assertThat(answers[answers.length - 1]).containsIgnoringCase("connection: close");
    }
  }

  @Test
  @DisplayName("behind an answer that runs, no more is kept than a little")
  void pipelinedBodies() throws Exception {
    String body = " ".repeat(10_000) + turn("Hi");
    String one = post(body);
    try (RawConnection raw = http.connect()) {
      assertThat(raw.send(one.repeat(10)).readAll().split("DONE", -1))
          .hasSizeBetween(1 + 1, 1 + 1 + OneAtATime.MOST_BYTES / body.length());
    }
  }

  @Test
  @DisplayName("in one piece, and then a reset: nothing is thrown")
  void pipelinedThenReset() throws Exception {
    String one = post(turn("Hi"));
    try (Logged warnings = Logged.warnings()) {
      http.parley.script = answer -> answer.say("Hello");
      try (RawConnection raw = http.connect()) {
        raw.send(one.repeat(20)).readUntil("Hello");
        raw.reset();
      } finally {
        http.parley.script = answer -> answer.say("Hello").end();
      }
      try (RawConnection good = http.connect()) {
        good.post("HTTP/1.1", turn("Hi")).readUntil("[DONE]");
      }
      assertThat(warnings.texts()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 404",
    "localhost, 404",
    "localhost:, 404",
    "localhost:80, 404",
    "127.0.0.1:3000, 404",
    "[::1]:3000, 404",
    "[::1], 404",
    "my_shop.example, 404",
    "xn--bcher-kva.example:65535, 404",
    "localhost:99999, 400",
    "localhost:999999, 400",
    "a:b:c, 400",
    ":80, 404",
    "[::1, 400",
    "[], 400",
    "'a,b', 404"
  })
  @DisplayName("whatever the Host, there is an answer")
  void hosts(String host, int status) throws Exception {
    try (Logged errors = Logged.errors();
        RawConnection raw = http.connect()) {
      assertThat(raw.send(nothing("Host: " + host + "\r\n")).readAll())
          .startsWith("HTTP/1.1 " + status);
      assertThat(errors.texts()).isEmpty();
    }
  }

  @Test
  @DisplayName("whatever sign the Host has, there is an answer")
  void hostsOfAnySign() throws Exception {
    for (char sign = ' '; sign < 127; sign++) {
      for (String host : List.of("" + sign, "a" + sign, sign + "41", "a" + sign + ":80")) {
        try (RawConnection raw = http.connect()) {
          assertThat(raw.send(nothing("Host: " + host + "\r\n")).readAll())
              .containsPattern("^HTTP/1.1 40[04] ");
        }
      }
    }
  }

  @Test
  @DisplayName("behind a good request ends the connection, and is not answered as a good one")
  void smuggled() throws Exception {
    try (RawConnection raw = http.connect()) {
      String answers =
          raw.send(
                  "GET /widget.js"
                      + HOST
                      + "\r\n"
                      + POST
                      + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
                      + END
                      + get("/widget.js"))
              .readAll();
      assertThat(answers).startsWith("HTTP/1.1 200");
      assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(2);
      assertThat(answers).contains("HTTP/1.1 400");
    }
  }
}
