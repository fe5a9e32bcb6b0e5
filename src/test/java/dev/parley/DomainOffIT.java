package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A domain that is switched off")
class DomainOffIT {

  private static final String TURN =
      "{\"domainId\":\"%s\",\"message\":\"Hi, I am ann@example.com\"}";
  private static final String CHAT =
      "{\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"m1\","
          + "\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  @DisplayName("is not there for visitors, in every process, and whole for those who run it")
  void isNotThere() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        TwoProcesses parley =
            new TwoProcesses(database, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "0"))) {
      String shop = parley.one().domain("create", "Shop").strip();
      HttpResponse<String> asked = ask(parley.one(), shop);
      assertThat(asked.statusCode()).isEqualTo(200);
      await().until(() -> ask(parley.other(), shop).statusCode() == 200);

      assertThat(parley.one().domain("off", shop)).contains("state     off\n");
      isUnknown(parley.one(), shop);
      await().atMost(Duration.ofSeconds(12)).untilAsserted(() -> isUnknown(parley.other(), shop));
      assertThat(parley.one().domain("list")).contains(shop + "  knowledge  Shop  [off]\n");
      assertThat(parley.one().domain("conversations", shop)).contains("Hi, I am ann@example.com");
      assertThat(parley.one().domain("export", shop, "ann@example.com")).contains("Hi, I am");
      String turn = "/api/bot/stream/" + asked.headers().firstValue("Parley-Turn").orElseThrow();
      assertThat(send(parley.one(), "GET", turn, "").body()).isEqualTo(asked.body());

      parley.one().domain("on", shop);
      assertThat(ask(parley.one(), shop).statusCode()).isEqualTo(200);
      assertThat(send(parley.one(), "GET", "/api/bot/messages?domainId=" + shop, "").body())
          .contains("Hi, I am ann@example.com");
      await()
          .atMost(Duration.ofSeconds(12))
          .until(() -> ask(parley.other(), shop).statusCode() == 200);
    }
  }

  private HttpResponse<String> ask(ParleyProcess parley, String domain) throws Exception {
    return send(parley, "POST", "/api/bot/stream", TURN.formatted(domain));
  }

  private void isUnknown(ParleyProcess parley, String domain) throws Exception {
    assertUnknown(ask(parley, domain));
    assertUnknown(send(parley, "POST", "/api/ai-sdk/" + domain, CHAT));
    assertUnknown(send(parley, "GET", "/api/domain/" + domain, ""));
    assertUnknown(send(parley, "GET", "/api/bot/messages?domainId=" + domain, ""));
  }

  private static void assertUnknown(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.uri().getPath()).isEqualTo(404);
    assertThat(response.body()).contains("There is no such domain.");
  }

  private HttpResponse<String> send(ParleyProcess parley, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + parley.port() + path))
            .timeout(Duration.ofSeconds(10))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Parley-Anonymous-Id", "visitor")
            .build();
    return client.send(request, BodyHandlers.ofString(UTF_8));
  }
}
