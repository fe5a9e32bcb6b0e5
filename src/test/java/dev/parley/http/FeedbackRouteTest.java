package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Rating;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackRouteTest {

  private HttpFixture http;
  private String turn;

  @BeforeEach
  void start() {
    http = new HttpFixture();
    turn = http.post(HttpFixture.turn("Hi")).headers().firstValue("Parley-Turn").orElseThrow();
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<String> rate(String turnId, String visitor, String body) {
    return http.send(
        http.request("/api/bot/stream/" + turnId + "/feedback", "Parley-Anonymous-Id", visitor)
            .POST(BodyPublishers.ofString(body)));
  }

  @Test
  @DisplayName("a visitor says what he thinks of an answer, and may change his mind")
  void rates() {
    HttpResponse<String> rated = rate(turn, "visitor-1", "{\"rating\":\"up\",\"why\":[1]}");
    assertThat(rated.statusCode()).isEqualTo(204);
    assertThat(rated.body()).isEmpty();
    assertThat(rate(turn, "visitor-1", "{\"rating\":\"down\"}").statusCode()).isEqualTo(204);
    assertThat(http.parley.ratings).containsExactly(Rating.UP, Rating.DOWN);
  }

  @Test
  @DisplayName("a turn of somebody else looks like none")
  void stranger() {
    HttpResponse<String> stranger = rate(turn, "visitor-2", "{\"rating\":\"up\"}");
    HttpResponse<String> none =
        rate(UUID.randomUUID().toString(), "visitor-1", "{\"rating\":\"up\"}");
    assertThat(stranger.statusCode()).isEqualTo(404);
    assertThat(stranger.body()).isEqualTo(none.body());
    assertThat(rate("x", "visitor-1", "{\"rating\":\"up\"}").body()).isEqualTo(none.body());
    assertThat(http.parley.ratings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"rating\":\"UP\"}", "{\"rating\":1}", "{\"rating\":null}"})
  @DisplayName("what is no rating is refused, and said so")
  void invalid(String body) {
    HttpResponse<String> refused = rate(turn, "visitor-1", body);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(HttpFixture.json(refused).path("field").asText()).isEqualTo("rating");
  }
}
