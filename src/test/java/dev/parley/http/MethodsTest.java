package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsTest {

  private static final String ID = "11111111-1111-4111-8111-111111111111";

  private static HttpFixture http;

  @BeforeAll
  static void start() {
    http = new HttpFixture();
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  private static HttpResponse<String> send(String method, String path) {
    return http.send(http.request(path).method(method, BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/bot/stream, POST, GET",
    "/api/bot/stream, POST, HEAD",
    "/api/bot/stream/" + ID + ", 'GET, HEAD', POST",
    "/api/bot/stream/" + ID + ", 'GET, HEAD', DELETE",
    "/api/bot/stream/" + ID + "/stop, POST, GET",
    "/api/bot/stream/" + ID + "/feedback, POST, GET",
    "/api/ai-sdk/" + ID + ", POST, GET",
    "/api/ai-sdk/" + ID + ", POST, PUT",
    "/api/ai-sdk/" + ID + "/chat-1/stream, 'GET, HEAD', POST",
    "/api/domain/" + ID + ", 'GET, HEAD', POST",
    "/, 'GET, HEAD', POST"
  })
  @DisplayName("a path says which methods it has, to OPTIONS and to a wrong one")
  void allow(String path, String allowed, String wrong) {
    HttpResponse<String> refused = send(wrong, path);
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains(allowed);

    HttpResponse<String> options = send("OPTIONS", path);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).contains(allowed + ", OPTIONS");
    assertThat(options.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/bot/stream, POST",
    "/api/bot/stream/" + ID + ", GET",
    "/api/bot/stream/" + ID + "/stop, POST",
    "/api/bot/stream/" + ID + "/feedback, POST",
    "/api/ai-sdk/" + ID + ", POST",
    "/api/ai-sdk/" + ID + "/chat-1/stream, GET",
    "/api/domain/" + ID + ", GET"
  })
  @DisplayName("a browser's preflight passes on every path, and may send every header of ours")
  void preflight(String path, String method) throws Exception {
    try (RawConnection raw = http.connect()) {
      String answer =
          raw.send(
                  "OPTIONS "
                      + path
                      + " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://shop.example\r\n"
                      + "Access-Control-Request-Method: "
                      + method
                      + "\r\nConnection: close\r\n\r\n")
              .readAll()
              .toLowerCase(Locale.ROOT);
      assertThat(answer)
          .startsWith("http/1.1 204")
          .contains("access-control-allow-origin: https://shop.example\r\n");
      assertThat(answer)
          .containsPattern("access-control-allow-methods: .*" + method.toLowerCase(Locale.ROOT));
      for (String header :
          new String[] {
            "content-type", "parley-anonymous-id", "idempotency-key", "last-event-id"
          }) {
        assertThat(answer).containsPattern("access-control-allow-headers: .*" + header);
      }
    }
  }

  private static String preflight(String... headers) throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.send("OPTIONS /api/ai-sdk/" + ID + " HTTP/1.1\r\nHost: localhost\r\n");
      raw.send("Origin: https://shop.example\r\nAccess-Control-Request-Method: POST\r\n");
      for (String header : headers) {
        raw.send(header + "\r\n");
      }
      return raw.send("Connection: close\r\n\r\n").readAll().toLowerCase(Locale.ROOT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-type,user-agent",
        "authorization, content-type, parley-anonymous-id, x-shop-session"
      })
  @DisplayName("a page may send headers of its own: what a preflight asks for, it is given")
  void headersOfThePage(String asked) throws Exception {
    assertThat(preflight("Access-Control-Request-Headers: " + asked))
        .startsWith("http/1.1 204")
        .containsPattern("\r\naccess-control-allow-headers: .*, " + asked + "\r\n")
        .contains("\r\nvary: origin, access-control-request-headers\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x-one; x-two", "\u00e9", "x\"y"})
  @DisplayName("one that asks for nothing, or for what is no header, is told those that are ours")
  void noHeaders(String asked) throws Exception {
    assertThat(preflight("Access-Control-Request-Headers: " + asked))
        .startsWith("http/1.1 204")
        .containsPattern("access-control-allow-headers: content-type, parley-anonymous-id")
        .contains("\r\nvary: origin, access-control-request-headers\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/bot/stream/" + ID + "?domainId=" + ID + ", 404",
    "POST, /api/bot/stream/" + ID + "/stop?domainId=" + ID + ", 404",
    "GET, /api/ai-sdk/" + ID + "/chat-1/stream, 204",
    "POST, /api/ai-sdk/" + ID + ", 400",
    "GET, /api/domain/" + ID + ", 200"
  })
  @DisplayName("a page that may ask may read whatever the answer is, and its headers")
  void exposed(String method, String path, int status) {
    HttpResponse<String> response =
        http.send(
            http.request(path, "Origin", "https://shop.example")
                .method(method, BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://shop.example");
    assertThat(response.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Parley-Turn", "Parley-Anonymous-Id", "Parley-Replayed", "Retry-After");
  }
}
