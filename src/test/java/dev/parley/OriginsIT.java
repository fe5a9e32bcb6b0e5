package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TwoProcesses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Which pages may ask a domain")
class OriginsIT {

  private static final String DEMO = "11111111-1111-4111-8111-111111111111";
  private static final String SHOP = "https://shop.example";
  private static final String EVIL = "https://evil.example";
  private static final Map<String, String> FAST = Map.of("PARLEY_BOT_WORDS_PER_SECOND", "0");
  private static final String STORED =
      "SELECT (SELECT count(*) FROM visitor) + (SELECT count(*) FROM customer)"
          + " + (SELECT count(*) FROM chat_room) + (SELECT count(*) FROM chat_message)";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  @DisplayName("none of another site at first; then those that its owner allows, by every route")
  void demo() throws Exception {
    try (ParleyHome home = ParleyHome.create();
        ParleyProcess parley = ParleyProcess.start(home, FAST)) {
      for (String origin : List.of(EVIL, SHOP, "null")) {
        assertThat(turn(parley, DEMO, origin, "visitor").statusCode()).isEqualTo(403);
        assertThat(chat(parley, DEMO, origin).statusCode()).isEqualTo(403);
        assertThat(settings(parley, DEMO, origin).statusCode()).isEqualTo(403);
      }
      assertThat(home.queryText(STORED)).isEqualTo("0");
      String own = "http://127.0.0.1:" + parley.port();
      assertThat(turn(parley, DEMO, own, "visitor").statusCode()).isEqualTo(200);

      parley.domain("origins", DEMO, SHOP, "https://*.shop.example");
      assertThat(parley.domain("show", DEMO))
          .contains(SHOP + " https://*.shop.example\n")
          .endsWith("\nwebhooks  0\nkept      for ever\n");
      await().until(() -> turn(parley, DEMO, SHOP, "visitor").statusCode() == 200);
      HttpResponse<String> asked = turn(parley, DEMO, "https://www.shop.example", "visitor");
      assertThat(asked.headers().firstValue("Access-Control-Allow-Origin"))
          .contains("https://www.shop.example");
      assertThat(asked.body()).endsWith("data: [DONE]\n\n");
      String stored = home.queryText(STORED);

      String path = "/api/bot/stream/" + asked.headers().firstValue("Parley-Turn").orElseThrow();
      for (String method : List.of("GET " + path, "POST " + path + "/stop")) {
        assertThat(send(parley, method, "", EVIL, "visitor").statusCode()).isEqualTo(403);
        assertThat(send(parley, method, "", EVIL, "another").statusCode()).isEqualTo(404);
        assertThat(send(parley, method, "", SHOP, "visitor").statusCode()).isBetween(200, 204);
      }
      assertThat(turn(parley, DEMO, EVIL, "visitor").statusCode()).isEqualTo(403);
      assertThat(home.queryText(STORED)).isEqualTo(stored);

      parley.domain("greeting", DEMO, "Grüß Gott!");
      parley.domain("locale", DEMO, "de");
      await()
          .untilAsserted(
              () ->
                  assertThat(settings(parley, DEMO, SHOP).body())
                      .isEqualTo(
                          "{\"name\":\"demo\",\"greeting\":\"Grüß Gott!\",\"locale\":\"de\"}"));
    }
  }

  @Test
  @DisplayName("what one process is told, the other knows soon; no domain speaks for another")
  void twoProcesses() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        TwoProcesses parley = new TwoProcesses(database, FAST)) {
      String shop = parley.one().domain("create", "Shop").strip();
      String other = parley.one().domain("create", "Other").strip();
      assertThat(turn(parley.other(), shop, SHOP, "visitor").statusCode()).isEqualTo(403);

      parley.one().domain("origins", shop, SHOP);
      await()
          .atMost(Duration.ofSeconds(12))
          .until(() -> turn(parley.other(), shop, SHOP, "visitor").statusCode() == 200);
      assertThat(turn(parley.other(), other, SHOP, "visitor").statusCode()).isEqualTo(403);

      parley.one().domain("origins", shop, "none");
      await()
          .atMost(Duration.ofSeconds(12))
          .until(() -> turn(parley.other(), shop, SHOP, "visitor").statusCode() == 403);
    }
  }

  private HttpResponse<String> turn(
      ParleyProcess parley, String domain, String origin, String visitor) throws Exception {
    String body = "{\"domainId\":\"%s\",\"message\":\"Hi, I am a@b.example\"}".formatted(domain);
    return send(parley, "POST /api/bot/stream", body, origin, visitor);
  }

  private HttpResponse<String> chat(ParleyProcess parley, String domain, String origin)
      throws Exception {
    String body =
        "{\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"m1\","
            + "\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}";
    return send(parley, "POST /api/ai-sdk/" + domain, body, origin, "visitor");
  }

  private HttpResponse<String> settings(ParleyProcess parley, String domain, String origin)
      throws Exception {
    return send(parley, "GET /api/domain/" + domain, "", origin, "visitor");
  }

  private HttpResponse<String> send(
      ParleyProcess parley, String line, String body, String origin, String visitor)
      throws Exception {
    String[] parts = line.split(" ", 2);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + parley.port() + parts[1]))
            .timeout(Duration.ofSeconds(10))
            .method(
                parts[0],
                Optional.of(body)
                    .filter(it -> !it.isEmpty())
                    .map(BodyPublishers::ofString)
                    .orElseGet(BodyPublishers::noBody))
            .header("Origin", origin)
            .header("Parley-Anonymous-Id", visitor)
            .build();
    return client.send(request, BodyHandlers.ofString(UTF_8));
  }
}
