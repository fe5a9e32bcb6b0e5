package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Failure;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.HistoryPage.Message;
import dev.parley.bus.Rating;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.Role;
import dev.parley.bus.Source;
import dev.parley.bus.VisitorSecret;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryRouteTest {

  private static final UUID ID = UUID.fromString("01a20d72-8725-7001-a9d6-ac0e3878784a");
  private static final String DOMAIN = "?domainId=" + ScriptedParley.DOMAIN;

  private static final int LARGE = 16 * 1024 * 1024;

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
  @DisplayName("a page is JSON that nobody keeps, and names nothing but messages and turns")
  void page() {
    http.parley.history =
        new HistoryPage(
            List.of(
                new Message(
                    ID,
                    ID,
                    Role.USER,
                    "Hi",
                    "complete",
                    Instant.EPOCH,
                    true,
                    Optional.empty(),
                    List.of()),
                new Message(
                    ID,
                    ID,
                    Role.ASSISTANT,
                    "\u2028\"",
                    "stopped",
                    Instant.EPOCH,
                    false,
                    Optional.of(Rating.DOWN),
                    List.of(
                        new Source("Hours", Optional.of("https://shop.example/")),
                        new Source("\u2028\"", Optional.empty())))),
            Optional.of(ID));
    HttpResponse<String> response =
        get(DOMAIN + "&limit=7&before=" + ID, "Origin", "https://shop.example");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isPresent();
    String message =
        """
        {"id":"%1$s","turn":"%1$s","role":"%2$s","content":%3$s,"status":"%4$s",\
        "createdAt":"1970-01-01T00:00:00Z","verified":%5$s,"rating":%6$s,"sources":[%7$s]}""";
    String sources =
        """
        {"title":"Hours","url":"https://shop.example/"},{"title":"\u2028\\"","url":null}""";
    assertThat(response.body())
        .isEqualTo(
            "{\"messages\":["
                + message.formatted(ID, "user", "\"Hi\"", "complete", true, null, "")
                + ","
                + message.formatted(
                    ID, "assistant", "\"\u2028\\\"\"", "stopped", false, "\"down\"", sources)
                + "],\"next\":\""
                + ID
                + "\"}");
    assertThat(http.parley.reads)
        .containsExactly(
            new ReadHistory(
                ScriptedParley.DOMAIN, new VisitorSecret("visitor-1"), Optional.of(ID), 7));
  }

  @Test
  @DisplayName("nothing is an empty page; 50 is the usual limit")
  void nothing() {
    assertThat(get(DOMAIN).body()).isEqualTo("{\"messages\":[],\"next\":null}");
    assertThat(http.parley.reads.get(0).limit()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({
    "'', domainId",
    "?domainId=x, domainId",
    "&limit=0, limit",
    "&limit=101, limit",
    "&limit=x, limit",
    "&before=x, before"
  })
  @DisplayName("what is wrong is refused with its field")
  void invalid(String query, String field) {
    HttpResponse<String> refused = get(query.startsWith("&") ? DOMAIN + query : query);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").asText()).isEqualTo(field);
    assertThat(http.parley.reads).isEmpty();
  }

  @Test
  @DisplayName("without a secret, or with one that cannot be one, nothing is read")
  void noSecret() {
    for (String[] headers : new String[][] {{}, {Visitors.HEADER, "x".repeat(129)}}) {
      HttpResponse<String> refused =
          http.send(http.request("/api/bot/messages" + DOMAIN, headers).GET());
      assertThat(refused.statusCode()).isEqualTo(400);
    }
    assertThat(http.parley.reads).isEmpty();
  }

  @Test
  @DisplayName("an unknown domain is 404; another method is 405")
  void refused() {
    assertThat(http.send(http.request("/api/bot/messages").DELETE()).statusCode()).isEqualTo(405);
    http.parley.refusal = Optional.of(Failure.UNKNOWN_DOMAIN.because("no such domain"));
    assertThat(get(DOMAIN).statusCode()).isEqualTo(404);
  }

  /** A page larger than what lies in sockets. */
  private void startWithLargePage(TestLimits limits, long bodyBytes) {
    http.close();
    http = new HttpFixture(HttpFixture.SETTINGS, limits.settings(), System::nanoTime, bodyBytes);
    Message large =
        new Message(
            ID,
            ID,
            Role.ASSISTANT,
            "z".repeat(LARGE),
            "complete",
            Instant.EPOCH,
            false,
            Optional.empty(),
            List.of());
    http.parley.history = new HistoryPage(List.of(large), Optional.empty());
  }

  /** Asks for a page, and reads no more than its head. */
  private RawConnection askAndWait() throws Exception {
    RawConnection raw = http.connect();
    raw.send("GET /api/bot/messages" + DOMAIN + " HTTP/1.1\r\nHost: localhost\r\n");
    raw.send(Visitors.HEADER + ": visitor-1\r\nConnection: close\r\n\r\n");
    assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
    return raw;
  }

  private void awaitNothingTaken() {
    await()
        .untilAsserted(
            () -> {
              assertThat(http.limits.places().taken()).isZero();
              assertThat(http.limits.bodies().taken()).isZero();
            });
  }

  private void assertRefused(int status) {
    HttpResponse<String> refused = get(DOMAIN);
    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  @DisplayName("a page has a place of the visitor's until he has read it, or left")
  void place() throws Exception {
    startWithLargePage(TestLimits.on().with("maxStreamsPerVisitor", 1), Long.MAX_VALUE);
    RawConnection unread = askAndWait();
    assertThat(http.limits.places().taken()).isEqualTo(1);
    assertRefused(429);
    assertThat(http.parley.reads).hasSize(1);
    unread.close();
    awaitNothingTaken();
    try (RawConnection read = askAndWait()) {
      assertThat(read.readAll()).hasSizeGreaterThan(LARGE);
    }
    awaitNothingTaken();
  }

  @Test
  @DisplayName("pages that nobody reads have no more memory than there is for bodies")
  void memory() throws Exception {
    startWithLargePage(TestLimits.on(), LARGE + LARGE / 2);
    RawConnection unread = askAndWait();
    assertThat(http.limits.bodies().taken()).isBetween((long) LARGE, (long) LARGE + 1_000);
    assertRefused(503);
    unread.close();
    awaitNothingTaken();
    assertThat(get(DOMAIN).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("a page costs one of the visitor's turns, and one only")
  void charged() {
    startWithLargePage(TestLimits.on().with("visitor", 2, 0.1), Long.MAX_VALUE);
    assertThat(get(DOMAIN).statusCode()).isEqualTo(200);
    assertThat(get(DOMAIN).statusCode()).isEqualTo(200);
    assertRefused(429);
  }

  @Test
  @DisplayName("one who reads too many pages at once is told when to come again, and is counted")
  void tooManyAtOnce() {
    startWithLargePage(TestLimits.on().with("visitor", 1, 0.1), Long.MAX_VALUE);
    http.parley.refusal = Optional.of(Failure.TOO_MUCH_AT_ONCE.because("four are under way"));
    HttpResponse<String> refused = get(DOMAIN);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(json(refused).get("detail").asText())
        .isEqualTo("You read too many pages at once. Try again later.");
    assertThat(http.meters.get("parley.limited").tag("by", "visitor_pages").counter().count())
        .isEqualTo(1);

    http.parley.refusal = Optional.empty();
    assertThat(get(DOMAIN).statusCode()).as("he has not paid for it").isEqualTo(200);
  }

  private HttpResponse<String> get(String query, String... headers) {
    return http.send(
        http.request("/api/bot/messages" + query, headers)
            .header(Visitors.HEADER, "visitor-1")
            .GET());
  }
}
