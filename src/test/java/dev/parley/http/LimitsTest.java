package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.DomainLimits;
import dev.parley.bus.Failure;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.HttpSettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Limits")
class LimitsTest {

  private static final String SECRET = "Parley-Anonymous-Id";
  private static final String DOMAIN = "{\"domainId\":\"" + ScriptedParley.DOMAIN + "\"";
  private static final String HISTORY = HistoryRoute.PATH + "?domainId=" + ScriptedParley.DOMAIN;
  private static final String ANSWER = TurnRoute.PATH + "/00000000-0000-4000-8000-000000000009";

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // clocks wrap around
  private HttpFixture http;

  @AfterEach
  void stop() {
    http.close();
  }

  private void start(TestLimits limits) {
    http = new HttpFixture(HttpFixture.SETTINGS, limits.settings(), now::get);
  }

  private void startBehind(String trustedProxies, TestLimits limits) {
    HttpSettings settings =
        HttpFixture.settings(
            HttpFixture.SETTINGS.keepAlive(), AddressRanges.parse(trustedProxies), true);
    http = new HttpFixture(settings, limits.settings(), now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private int say(String visitor, String... headers) {
    return http.post(from(visitor), headers).statusCode();
  }

  private static String from(String visitor) {
    return turn("Hi").replace("visitor-1", visitor);
  }

  private static String fromStranger() {
    return turn("Hi").replace(",\"anonymousId\":\"visitor-1\"", "");
  }

  private static String retryAfter(HttpResponse<String> refused) {
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    return refused.headers().firstValue("Retry-After").orElseThrow();
  }

  private double refused(String by) {
    return http.meters.get("parley.limited").tag("by", by).counter().count();
  }

  @Test
  @DisplayName("whoever waits as long as he was told is let in, a second earlier he is not")
  void retryAfter() {
    start(TestLimits.on().with("visitor", 2, 6)); // one in ten seconds
    assertThat(say("ann")).isEqualTo(200);
    assertThat(say("ann")).isEqualTo(200);
    pass(Duration.ofMillis(500));
    assertThat(retryAfter(http.post(from("ann")))).isEqualTo("10"); // 9.5 s
    pass(Duration.ofSeconds(9));
    assertThat(retryAfter(http.post(from("ann")))).isEqualTo("1");
    pass(Duration.ofSeconds(1));
    assertThat(say("ann")).isEqualTo(200);
    HttpResponse<String> ofPage = http.post(from("ann"), "Origin", "https://shop.example");
    assertThat(retryAfter(ofPage)).isEqualTo("10"); // 9.5 s again
    assertThat(ofPage.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Retry-After");
    assertThat(refused("visitor")).isEqualTo(3);
    assertThat(http.parley.turns).hasSize(3);
  }

  @Test
  @DisplayName("strangers, and who comes with a fresh secret each time, are held by their address")
  void address() {
    start(TestLimits.on().with("ip", 5, 1));
    List<Integer> statuses =
        IntStream.range(0, 12)
            .mapToObj(i -> i % 2 == 0 ? say("fresh-" + i) : http.post(fromStranger()).statusCode())
            .toList();
    assertThat(statuses.subList(0, 5)).containsOnly(200);
    assertThat(statuses.subList(5, 12)).containsOnly(429);
    assertThat(refused("ip")).isEqualTo(7);
  }

  @Test
  @DisplayName("a refused stranger is given no secret")
  void noSecret() {
    start(TestLimits.on().with("ip", 1, 1));
    assertThat(http.post(fromStranger()).headers().firstValue(SECRET)).isPresent();
    assertThat(http.post(fromStranger()).headers().firstValue(SECRET)).isEmpty();
  }

  @Test
  @DisplayName("X-Forwarded-For of whoever is no proxy of ours makes nobody another")
  void forged() {
    start(TestLimits.on().with("ip", 1, 1));
    assertThat(say("ann", "X-Forwarded-For", "198.51.100.1")).isEqualTo(200);
    assertThat(say("ann", "X-Forwarded-For", "198.51.100.2")).isEqualTo(429);
    assertThat(say("ann", "Forwarded", "for=198.51.100.3")).isEqualTo(429);
  }

  @Test
  @DisplayName("behind a proxy of ours it tells clients apart, by what the proxy wrote")
  void behindProxy() {
    startBehind("127.0.0.0/8", TestLimits.on().with("ip", 1, 1));
    assertThat(say("a", "X-Forwarded-For", "198.51.100.1")).isEqualTo(200);
    assertThat(say("b", "X-Forwarded-For", "198.51.100.2")).isEqualTo(200);
    assertThat(say("c", "X-Forwarded-For", "1.1.1.1, 198.51.100.1")).isEqualTo(429);
    assertThat(say("c", "X-Forwarded-For", "1.1.1.2", "X-Forwarded-For", "198.51.100.1"))
        .isEqualTo(429);
    assertThat(say("c", "X-Forwarded-For", "[2001:db8::1]:99")).isEqualTo(200);
    assertThat(say("c", "X-Forwarded-For", "2001:db8::2")).isEqualTo(429);
    assertThat(say("c", "X-Forwarded-For", "nonsense")).isEqualTo(200); // the proxy's own
    assertThat(say("c")).isEqualTo(429);
  }

  @Test
  @DisplayName("a domain has its limit for all its visitors, or one of its own")
  void domain() {
    start(TestLimits.on().with("domain", 2, 1));
    assertThat(say("a")).isEqualTo(200);
    assertThat(say("b")).isEqualTo(200);
    assertThat(say("c")).isEqualTo(429);
    assertThat(refused("domain")).isEqualTo(1);

    http.close();
    start(TestLimits.on().with("domain", 2, 1));
    DomainLimits.Limit three = new DomainLimits.Limit(Optional.of(3), Optional.of(1.0));
    DomainLimits.Limit usual = DomainLimits.Limit.NONE;
    http.parley.ownLimits.put(ScriptedParley.DOMAIN, new DomainLimits(usual, usual, three, usual));
    assertThat(IntStream.range(0, 3).map(i -> say("v" + i))).containsOnly(200);
    assertThat(say("d")).isEqualTo(429);
  }

  @Test
  @DisplayName("what is wrong with a message is told first, and costs nothing")
  void validation() {
    start(TestLimits.on().with("visitor", 1, 1).with("ip", 1, 1));
    assertThat(http.post("{").statusCode()).isEqualTo(400);
    assertThat(http.post(from("ann").replace("Hi", " ")).statusCode()).isEqualTo(400);
    assertThat(http.post(from("ann"), "Accept", "image/png").statusCode()).isEqualTo(406);
    assertThat(say("ann")).isEqualTo(200);
    assertThat(http.post("{").statusCode()).isEqualTo(400);
    assertThat(say("ann")).isEqualTo(429);
  }

  @Test
  @DisplayName("what is refused because the database is away costs nobody a turn")
  void refusedByUs() {
    start(TestLimits.on().with("visitor", 2, 1).with("ip", 2, 1));
    http.parley.refusal = Optional.of(Failure.UNAVAILABLE.because("as the test has it"));
    for (int i = 0; i < 5; i++) {
      assertThat(say("ann")).isEqualTo(503);
    }
    http.parley.refusal = Optional.empty();
    assertThat(List.of(say("ann"), say("ann"), say("ann"))).containsExactly(200, 200, 429);
  }

  @Test
  @DisplayName("nor does anything that is read, told or asked for, when it is refused by us")
  void refusedReading() {
    start(TestLimits.on().with("visitor", 1, 1).with("codesPerIp", 1, 1));
    List<Supplier<Integer>> all =
        List.of(
            () -> http.send(http.request(HISTORY, SECRET, "ann").GET()).statusCode(),
            () -> http.send(http.request(ANSWER, SECRET, "ann").GET()).statusCode(),
            () -> post(ANSWER + "/feedback", "{\"rating\":\"up\"}"),
            () -> post("/api/visitor/verify", DOMAIN + ",\"code\":\"012345\"}"),
            () -> post("/api/visitor/code", DOMAIN + ",\"email\":\"ann@example.com\"}"));
    for (Failure ours : List.of(Failure.UNAVAILABLE, Failure.OVERLOADED)) {
      http.parley.refusal = Optional.of(ours.because("as the test has it"));
      for (int i = 0; i < 3; i++) {
        assertThat(all.stream().map(Supplier::get)).containsOnly(503);
      }
    }
    http.parley.refusal = Optional.empty();
    assertThat(all.get(4).get()).isEqualTo(202);
    assertThat(all.stream().map(Supplier::get)).containsOnly(429);
    assertThat(say("ann")).isEqualTo(429);
  }

  @Test
  @DisplayName("nor does a page for which there is no memory")
  void noMemory() {
    http =
        new HttpFixture(
            HttpFixture.SETTINGS, TestLimits.on().with("visitor", 1, 1).settings(), now::get, 1);
    for (int i = 0; i < 3; i++) {
      assertThat(http.send(http.request(HISTORY, SECRET, "ann").GET()).statusCode()).isEqualTo(503);
    }
    assertThat(List.of(say("ann"), say("ann"))).containsExactly(200, 429);
  }

  @Test
  @DisplayName("a code that the address may not ask for costs the visitor nothing, nor the reverse")
  void codes() {
    start(TestLimits.on().with("visitor", 2, 1).with("codesPerIp", 2, 1));
    String body = DOMAIN + ",\"email\":\"ann@example.com\"}";
    assertThat(IntStream.range(0, 2).map(i -> post("/api/visitor/code", body, "bob")))
        .containsOnly(202);
    assertThat(IntStream.range(0, 5).map(i -> post("/api/visitor/code", body))).containsOnly(429);
    assertThat(refused("ip_codes")).isEqualTo(5);
    assertThat(List.of(say("ann"), say("ann"), say("ann"))).containsExactly(200, 200, 429);
    pass(Duration.ofSeconds(60));
    assertThat(say("ann")).isEqualTo(200);
    assertThat(post("/api/visitor/code", body)).isEqualTo(429);
    assertThat(refused("visitor")).isEqualTo(2);
    assertThat(post("/api/visitor/code", body, "carl")).isEqualTo(202);
  }

  private int post(String path, String body) {
    return post(path, body, "ann");
  }

  private int post(String path, String body, String visitor) {
    return http.send(http.request(path, SECRET, visitor).POST(BodyPublishers.ofString(body)))
        .statusCode();
  }

  @Test
  @DisplayName("an answer's tokens are owed when it is over; a replay costs a turn, but no tokens")
  void tokens() {
    start(TestLimits.on().with("visitorTokens", 100, 60)); // one a second
    http.parley.script = answer -> answer.cost(130).say("Hello").end();
    String once = from("ann").replace("}", ",\"messageId\":\"m\"}");
    assertThat(http.post(once).statusCode()).isEqualTo(200);
    // 30 owed, and one token to go on
    await().untilAsserted(() -> assertThat(retryAfter(http.post(once))).isEqualTo("31"));
    assertThat(say("bob")).isEqualTo(200);
    pass(Duration.ofSeconds(30));
    assertThat(retryAfter(http.post(once))).isEqualTo("1");
    pass(Duration.ofSeconds(1));
    HttpResponse<String> replay = http.post(once);
    assertThat(replay.headers().firstValue("Parley-Replayed")).isPresent();
    assertThat(http.post(once).statusCode()).isEqualTo(200);
    assertThat(refused("visitor_tokens")).isGreaterThanOrEqualTo(2);
  }

  @Test
  @DisplayName("an answer whose reader left is paid for all the same")
  void left() throws Exception {
    start(TestLimits.on().with("domainTokens", 10, 60));
    AtomicReference<ScriptedAnswer> running = new AtomicReference<>();
    http.parley.script = answer -> running.set(answer.cost(20).say("Hello"));
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", from("ann")).readUntil("Hello");
    }
    await().until(() -> http.parley.muted.size() == 1);
    http.parley.script = answer -> answer.say("Hello").end();
    assertThat(say("bob")).isEqualTo(200);
    running.get().end();
    await().untilAsserted(() -> assertThat(retryAfter(http.post(from("bob")))).isEqualTo("11"));
    assertThat(http.parley.cancelled).isEmpty();
  }

  @Test
  @DisplayName("every request costs its address one, so that nobody tries secret after secret")
  void requests() {
    start(TestLimits.on().with("ipRequests", 4, 1));
    String path = "/api/bot/stream/00000000-0000-4000-8000-000000000009";
    for (int i = 0; i < 2; i++) {
      assertThat(http.send(http.request(path, SECRET, "s" + i).GET()).statusCode()).isEqualTo(404);
      assertThat(
              http.send(http.request(path + "/stop", SECRET, "s" + i).POST(BodyPublishers.noBody()))
                  .statusCode())
          .isEqualTo(404);
    }
    assertThat(retryAfter(http.send(http.request(path, SECRET, "s3").GET()))).isEqualTo("60");
    assertThat(retryAfter(http.post(from("ann")))).isEqualTo("60");
    assertThat(http.send(http.request("/").GET()).statusCode()).isEqualTo(200);
    assertThat(refused("ip_requests")).isEqualTo(2);
  }

  @Test
  @DisplayName("switched off, nobody is refused")
  void off() {
    http =
        new HttpFixture(
            HttpFixture.SETTINGS,
            TestLimits.off(
                it ->
                    it.with("visitor", 1, 1)
                        .with("ip", 1, 1)
                        .with("ipRequests", 1, 1)
                        .with("domain", 1, 1)
                        .with("domainTokens", 1, 1)
                        .with("maxStreamsPerVisitor", 1)),
            now::get);
    http.parley.script = answer -> answer.cost(1_000).say("Hello").end();
    for (int i = 0; i < 20; i++) {
      assertThat(say("ann")).isEqualTo(200);
    }
  }
}
