package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.ShuttingDown;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("While too many turns wait, the next")
class EarlyRefusalsTest {

  private static final int MOST = LoadShedding.FEW;

  /** Those who wait, who learns that no more may, and two more. */
  private static final int REQUESTS = MOST + 1 + 2;

  private HttpFixture http;
  private List<CompletableFuture<HttpResponse<String>>> waiting;

  @BeforeEach
  void overload() {
    http =
        new HttpFixture(
            HttpFixture.SETTINGS, TestLimits.on().with("ipRequests", REQUESTS, 0.001).settings());
    http.parley.allowedOrigins = List.of("https://shop.example");
    http.parley.places = Optional.of(MOST);
    waiting = IntStream.range(0, MOST).mapToObj(i -> http.posting(turn("Hi"))).toList();
    await().until(() -> http.parley.waiting.size() == MOST);
    assertThat(http.post(turn("Hi")).statusCode()).isEqualTo(503);
  }

  @AfterEach
  void stop() {
    recover();
    http.close();
  }

  private void recover() {
    http.parley.places = Optional.empty();
    while (!http.parley.waiting.isEmpty()) {
      http.parley.waiting.remove().run();
    }
    assertThat(waiting).allSatisfy(it -> assertThat(it.get().statusCode()).isEqualTo(200));
  }

  private double refusals() {
    return http.meters.get("parley.http.turns").tag("status", "503").counter().count();
  }

  private static String head(RawConnection raw) throws IOException {
    return raw.readUntil("\r\n\r\n");
  }

  @Test
  @DisplayName("is told so, on a connection that goes on, and it costs none of its requests")
  void refused() throws Exception {
    RawConnection raw = http.connect();
    for (int i = 0; i < REQUESTS; i++) {
      raw.post("HTTP/1.1", turn("Hi"));
      assertThat(head(raw))
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .containsIgnoringCase("\r\nretry-after: 1\r\n")
          .containsIgnoringCase("\r\ncontent-type: application/problem+json\r\n")
          .containsIgnoringCase("\r\ncache-control: no-store\r\n")
          .containsIgnoringCase("\r\nx-content-type-options: nosniff\r\n")
          .doesNotContainIgnoringCase("\r\nconnection:");
      assertThat(raw.readUntil("}"))
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                  + "\"detail\":\"Too many requests wait. Try again.\"}");
    }
    assertThat(http.parley.requests).hasValue(MOST + 1);
    assertThat(refusals()).isEqualTo(1 + REQUESTS);

    recover();
    raw.post("HTTP/1.1", turn("Hi"));
    assertThat(head(raw)).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  @DisplayName("ones that come at once on one connection are each told so")
  void pipelined() throws Exception {
    RawConnection raw = http.connect();
    String body = turn("Hi");
    String request =
        "POST /api/bot/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    raw.send(request.repeat(3));
    for (int i = 0; i < 3; i++) {
      assertThat(head(raw)).startsWith("HTTP/1.1 503 ");
      raw.readUntil("}");
    }
  }

  @Test
  @DisplayName("waits for its turn behind an answer on its connection")
  void inOrder() throws Exception {
    http.parley.places = Optional.of(MOST + 1);
    http.parley.waiting.remove().run();
    await().until(() -> waiting.stream().anyMatch(CompletableFuture::isDone));
    RawConnection raw = http.connect();
    raw.post("HTTP/1.1", turn("first"));
    await().until(() -> http.parley.waiting.size() == MOST);
    raw.post("HTTP/1.1", turn("second"));
    http.send(http.request("/").GET()); // by then it was looked at

    recover();
    assertThat(head(raw)).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(http.parley.turns).extracting("message").contains("first");
  }

  @Test
  @DisplayName("is told so too when its body comes in pieces")
  void inPieces() throws Exception {
    RawConnection raw = http.connect();
    raw.post("HTTP/1.1", turn("x".repeat(12_000)));
    assertThat(head(raw)).startsWith("HTTP/1.1 503 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: close", "Expect: 100-continue"})
  @DisplayName("is answered as it asks to be")
  void asAsked(String header) throws Exception {
    RawConnection raw = http.connect();
    raw.post("HTTP/1.1", turn("Hi"), header);
    String all = header.startsWith("Connection") ? raw.readAll() : head(raw) + head(raw);
    assertThat(all).contains("HTTP/1.1 503 ");
  }

  @Test
  @DisplayName("from a page is told what its domain lets it know")
  void page() {
    HttpResponse<String> allowed = http.post(turn("Hi"), "Origin", "https://shop.example");
    assertThat(allowed.statusCode()).isEqualTo(503);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://shop.example");
    assertThat(http.post(turn("Hi"), "Origin", "https://other.example").statusCode())
        .isEqualTo(403);
  }

  @Test
  @DisplayName("is told of the way down, once there is one")
  void wayDown() {
    new Bus(http.vertx)
        .publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now().plusSeconds(10)));
    await()
        .untilAsserted(
            () ->
                assertThat(http.post(turn("Hi")).headers().firstValue("Connection"))
                    .contains("close"));
  }

  @Test
  @DisplayName("of another kind is served")
  void otherRequests() {
    assertThat(http.send(http.request("/api/bot/stream").GET()).statusCode()).isEqualTo(405);
    assertThat(http.send(http.request("/").GET()).statusCode()).isEqualTo(200);
  }
}
