package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.Failure;
import dev.parley.testing.Logged;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Which pages may ask, by every route")
class OriginsTest {

  private static final String DOMAIN = ScriptedParley.DOMAIN.toString();
  private static final String SHOP = "https://shop.example";
  private static final String EVIL = "https://evil.example";
  private static final String NOBODY_TURN = "22222222-2222-4222-8222-222222222222";

  private HttpFixture http;
  private String turn;

  /**
   * A way in.
   *
   * @param name what it is for
   * @param line the request's method and path; {@code TURN} stands for a turn of the visitor
   * @param body what is sent
   * @param status of the answer to whoever may ask
   * @param exact whether a preflight can tell who may ask
   */
  record Way(String name, String line, String body, int status, boolean exact) {
    String path() {
      return line.split(" ", 2)[1];
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Way> ways() {
    String stream = "/api/bot/stream";
    String sdk = "/api/ai-sdk/" + DOMAIN;
    String chat =
        "{\"id\":\"visitor-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"m2\","
            + "\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}";
    return Stream.of(
        new Way("turn", "POST " + stream, HttpFixture.turn("Hi again"), 200, false),
        new Way("resume", "GET " + stream + "/TURN", "", 200, false),
        new Way(
            "resume, domain named", "GET " + stream + "/TURN?domainId=" + DOMAIN, "", 200, true),
        new Way("its head", "HEAD " + stream + "/TURN", "", 200, false),
        new Way("stop", "POST " + stream + "/TURN/stop", "", 204, false),
        new Way("stop, named", "POST " + stream + "/TURN/stop?domainId=" + DOMAIN, "", 204, true),
        new Way("feedback", "POST " + stream + "/TURN/feedback", "{\"rating\":\"up\"}", 204, false),
        new Way("history", "GET /api/bot/messages?domainId=" + DOMAIN, "", 200, true),
        new Way(
            "sign-out", "POST /api/visitor/reset", "{\"domainId\":\"" + DOMAIN + "\"}", 204, false),
        new Way("AI SDK", "POST " + sdk, chat, 200, true),
        new Way("AI SDK resume", "GET " + sdk + "/visitor-1/stream", "", 204, true),
        new Way("public settings", "GET /api/domain/" + DOMAIN, "", 200, true));
  }

  @BeforeEach
  void start() throws Exception {
    http = new HttpFixture();
    http.parley.allowedOrigins = List.of(SHOP, "https://*.shop.example");
    String answer = ask(new Way("", "POST /api/bot/stream", HttpFixture.turn("Hi"), 200, false));
    Matcher found = Pattern.compile("parley-turn: ([0-9a-f-]+)").matcher(answer);
    assertThat(found.find()).isTrue();
    turn = found.group(1);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private String ask(Way way, String... headers) throws Exception {
    return send(way.line(), way.body(), headers);
  }

  /** The whole answer, in lower case. */
  private String send(String line, String body, String... headers) throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.send(line.replace("TURN", turn == null ? "" : turn) + " HTTP/1.1\r\n");
      if (Stream.of(headers).noneMatch(it -> it.startsWith("Host:"))) {
        raw.send("Host: chat.example:3000\r\n");
      }
      for (String header : headers) {
        raw.send(header + "\r\n");
      }
      raw.send("Parley-Anonymous-Id: visitor-1\r\n");
      raw.send("Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
      return raw.readAll().toLowerCase(Locale.ROOT);
    }
  }

  private static String status(int status) {
    return "http/1.1 " + status + " ";
  }

  @ParameterizedTest
  @MethodSource("ways")
  @DisplayName("a page of an origin that the domain allows may ask, and read the answer")
  void allowed(Way way) throws Exception {
    for (String origin : List.of(SHOP, "https://a.b.shop.example")) {
      assertThat(ask(way, "Origin: " + origin))
          .startsWith(status(way.status()))
          .contains("\r\naccess-control-allow-origin: " + origin + "\r\n")
          .contains("\r\nvary: origin\r\n")
          .containsPattern("access-control-expose-headers: .*parley-turn")
          .doesNotContain("access-control-allow-credentials");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  @DisplayName("one of any other origin is refused, reads nothing, and nothing is done for it")
  void foreign(Way way) throws Exception {
    int before = http.parley.turns.size();
    for (String origin :
        List.of(
            EVIL,
            "http://shop.example",
            "https://shop.example:8443",
            "https://shop.example.evil.example",
            "https://evil-shop.example",
            "http://chat.example",
            "null",
            "file://")) {
      assertThat(ask(way, "Origin: " + origin))
          .as(origin)
          .startsWith(status(403))
          .contains("application/problem+json")
          .contains("\r\nvary: origin\r\n")
          .doesNotContain("access-control-");
    }
    assertThat(http.parley.turns).hasSize(before);
  }

  @ParameterizedTest
  @MethodSource("ways")
  @DisplayName("one of this server itself may ask, as the browser wrote its address")
  void same(Way way) throws Exception {
    allow(List.of());
    for (String origin : List.of("http://chat.example:3000", "https://chat.example:3000")) {
      assertThat(ask(way, "Origin: " + origin)).startsWith(status(way.status()));
    }
    assertThat(ask(way, "Host: chat.example", "Origin: https://chat.example"))
        .startsWith(status(way.status()));
    assertThat(ask(way, "Host: shop.example", "Origin: " + EVIL)).startsWith(status(403));
    assertThat(ask(way, "X-Forwarded-Host: evil.example", "Origin: " + EVIL))
        .startsWith(status(403));
  }

  @Test
  @DisplayName(
      "one that a domain does not allow is named in the log, since its page may not read why")
  void told() throws Exception {
    try (Logged log = Logged.by(RefusedPages.class)) {
      ask(new Way("", "GET /api/domain/" + DOMAIN, "", 403, true), "Origin: " + EVIL);
      assertThat(log.texts())
          .containsExactly(
              "Pages of "
                  + EVIL
                  + " may not ask domain "
                  + DOMAIN
                  + ": scripts/domain origins sets which may, scripts/domain show has them");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  @DisplayName("who sends no origin is no page of another site")
  void absent(Way way) throws Exception {
    allow(List.of());
    assertThat(ask(way)).startsWith(status(way.status())).doesNotContain("access-control-");
  }

  @ParameterizedTest
  @MethodSource("ways")
  @DisplayName("two origins, and what is none, are refused even where every page may ask")
  void malformed(Way way) throws Exception {
    allow(List.of("*"));
    int before = http.parley.turns.size();
    assertThat(ask(way, "Origin: " + SHOP, "Origin: " + SHOP)).startsWith(status(403));
    for (String origin :
        List.of("", "shop.example", SHOP + "/", SHOP + " " + EVIL, "https://*.shop.example")) {
      assertThat(ask(way, "Origin: " + origin))
          .as(origin)
          .startsWith(status(403))
          .doesNotContain("access-control-");
    }
    assertThat(http.parley.turns).hasSize(before);
  }

  @ParameterizedTest
  @MethodSource("ways")
  @DisplayName("where every page may ask, so may one that does not say where it comes from")
  void any(Way way) throws Exception {
    allow(List.of("*"));
    for (String origin : List.of(EVIL, "null", "chrome-extension://abc")) {
      assertThat(ask(way, "Origin: " + origin))
          .startsWith(status(way.status()))
          .contains("\r\naccess-control-allow-origin: " + origin + "\r\n");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  @DisplayName("a preflight tells who may ask where its path or query names the domain")
  void preflight(Way way) throws Exception {
    String method = way.line().split(" ", 2)[0];
    String asks = "Access-Control-Request-Method: " + method;
    assertThat(send("OPTIONS " + way.path(), "", "Origin: " + SHOP, asks))
        .startsWith(status(204))
        .contains("\r\naccess-control-allow-origin: " + SHOP + "\r\n")
        .containsPattern("access-control-allow-methods: .*" + method.toLowerCase(Locale.ROOT))
        .contains("\r\nvary: origin, access-control-request-headers\r\n")
        .doesNotContain("access-control-allow-credentials");
    String foreign = send("OPTIONS " + way.path(), "", "Origin: " + EVIL, asks);
    if (way.exact()) {
      assertThat(foreign).startsWith(status(403)).doesNotContain("access-control-");
    } else {
      assertThat(foreign)
          .startsWith(status(204))
          .contains("\r\naccess-control-allow-origin: " + EVIL + "\r\n");
    }
    assertThat(send("OPTIONS " + way.path(), "", "Origin: " + SHOP, "Origin: " + SHOP, asks))
        .startsWith(status(403));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", " , a/b"})
  @DisplayName("a preflight for very many headers is answered, well-formed or not")
  void manyHeaders(String end) throws Exception {
    String names = "a" + ",a".repeat(3_900);
    String answer =
        send(
            "OPTIONS /api/bot/stream",
            "",
            "Origin: " + SHOP,
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: " + names + end);
    assertThat(answer).startsWith(status(204));
    assertThat(answer.contains(names)).isEqualTo(end.isEmpty());
  }

  @Test
  @DisplayName("no page learns by its origin whether a turn is there: first it is not found")
  void noOracle() throws Exception {
    for (String line :
        List.of(
            "GET /api/bot/stream/" + NOBODY_TURN,
            "POST /api/bot/stream/" + NOBODY_TURN + "/stop")) {
      assertThat(send(line, "", "Origin: " + EVIL))
          .startsWith(status(404))
          .doesNotContain("access-control-");
      assertThat(send(line + "?domainId=" + DOMAIN, "", "Origin: " + SHOP))
          .startsWith(status(404))
          .contains("access-control-allow-origin: " + SHOP);
      assertThat(send(line + "?domainId=" + DOMAIN, "", "Origin: " + EVIL)).startsWith(status(403));
    }
  }

  @Test
  @DisplayName("a stop of a page that may not ask stops nothing")
  void stopsNothing() throws Exception {
    http.parley.script = answer -> answer.say("Hel");
    String body = HttpFixture.turn("Go on");
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", body);
      Matcher head = Pattern.compile("Parley-Turn: ([0-9a-f-]+)").matcher(raw.readUntil("Hel"));
      assertThat(head.find()).isTrue();
      String stop = "POST /api/bot/stream/" + head.group(1) + "/stop";
      assertThat(send(stop, "", "Origin: " + EVIL)).startsWith(status(403));
      assertThat(http.parley.status(head.group(1))).isEmpty();
      assertThat(send(stop, "", "Origin: " + SHOP)).startsWith(status(204));
      assertThat(http.parley.status(head.group(1))).contains(AnswerStatus.STOPPED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"domainId\":\"11111111-1111-4111-8111-111111111111\",\"message\":\"\"}",
        "{\"message\":7,\"domainId\":\"11111111-1111-4111-8111-111111111111\"}",
      })
  @DisplayName("what is wrong with a body is told to a page that may ask, and to no other")
  void wrongBody(String body) throws Exception {
    String line = "POST /api/bot/stream";
    assertThat(send(line, body, "Origin: " + SHOP))
        .startsWith(status(400))
        .contains("\r\naccess-control-allow-origin: " + SHOP + "\r\n")
        .contains("\"field\":\"message\"");
    assertThat(send(line, body, "Origin: " + EVIL))
        .startsWith(status(403))
        .doesNotContain("message\"");
    assertThat(send(line, body)).startsWith(status(400));
    assertThat(send(line, "{", "Origin: " + SHOP))
        .startsWith(status(400))
        .doesNotContain("access-control-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/later/route?domainId=11111111-1111-4111-8111-111111111111",
        "POST /api/bot/stream/../../later/route",
        "POST /api/bot/stream/%2e%2e/%2e%2e/later/route",
        "POST /api/ai-sdk/nonsense",
        "GET /api/bot/messages",
        "GET /api/domain/nonsense"
      })
  @DisplayName("where no domain is named, no page of another site may ask")
  void unnamed(String line) throws Exception {
    allow(List.of("*"));
    assertThat(send(line, "", "Origin: " + SHOP))
        .startsWith(status(403))
        .doesNotContain("access-control-");
    assertThat(send(line, "", "Origin: http://chat.example:3000")).doesNotContain(status(403));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api//bot/stream",
        "/api/./bot/stream",
        "/api/x/../bot/stream",
        "/api/bot/%73tream",
        "/api/bot/stream/",
        "//api/bot/stream",
        "/x/../api/bot/stream",
        "/%61pi/bot/stream",
        "/API/bot/stream"
      })
  @DisplayName("no spelling of a path leads past the check")
  void spellings(String path) throws Exception {
    int before = http.parley.turns.size();
    assertThat(send("POST " + path, HttpFixture.turn("Hi"), "Origin: " + EVIL))
        .doesNotContain("access-control-allow-origin")
        .containsPattern("^http/1.1 (403|404) ");
    assertThat(http.parley.turns).hasSize(before);
  }

  @Test
  @DisplayName("a domain that is not there lets nobody ask; one that nobody knows is not available")
  void noPolicy() throws Exception {
    http.parley.noPolicy = Optional.of(Failure.UNKNOWN_DOMAIN);
    forget();
    for (Way way : ways().toList()) {
      assertThat(ask(way, "Origin: " + SHOP))
          .startsWith(status(404))
          .doesNotContain("access-control-");
    }
    http.parley.noPolicy = Optional.of(Failure.UNAVAILABLE);
    forget();
    for (Way way : ways().toList()) {
      assertThat(ask(way, "Origin: " + SHOP))
          .startsWith(status(503))
          .contains("\r\nretry-after: ")
          .doesNotContain("access-control-");
    }
  }

  @Test
  @DisplayName("a domain's change counts for the next request")
  void changed() throws Exception {
    Way way = ways().findFirst().orElseThrow();
    assertThat(ask(way, "Origin: " + EVIL)).startsWith(status(403));
    http.parley.allowedOrigins = List.of(EVIL);
    forget();
    assertThat(ask(way, "Origin: " + EVIL)).startsWith(status(200));
    assertThat(ask(way, "Origin: " + SHOP)).startsWith(status(403));
  }

  private void allow(List<String> origins) throws Exception {
    http.parley.allowedOrigins = origins;
    forget();
  }

  /** The old policy would go on while the new one cannot be had, so it is made unknown before. */
  private void forget() throws Exception {
    Optional<Failure> failure = http.parley.noPolicy;
    http.parley.noPolicy = Optional.of(Failure.UNKNOWN_DOMAIN);
    Bus bus = new Bus(http.vertx);
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(ScriptedParley.DOMAIN));
    Awaitility.await().until(() -> send("GET /api/domain/" + DOMAIN, "").startsWith(status(404)));
    http.parley.noPolicy = failure;
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(ScriptedParley.DOMAIN));
    String expected = status(failure.map(it -> it == Failure.UNAVAILABLE ? 503 : 404).orElse(200));
    Awaitility.await().until(() -> send("GET /api/domain/" + DOMAIN, "").startsWith(expected));
  }

  @Test
  @DisplayName("a domain shows its name, greeting and language, and nothing else, for a minute")
  void publicSettings() throws Exception {
    String shown = send("GET /api/domain/" + DOMAIN, "", "Origin: " + SHOP);
    assertThat(shown)
        .contains("\r\ncache-control: public, max-age=60\r\n", "\r\nvary: origin\r\n")
        .endsWith("{\"name\":\"shop\",\"greeting\":\"hello!\",\"locale\":\"en\"}");
    assertThat(send("GET /api/domain/" + DOMAIN, "")).contains("\r\nvary: origin\r\n");
    assertThat(send("GET /api/domain/nonsense", "")).startsWith(status(404));
  }
}
