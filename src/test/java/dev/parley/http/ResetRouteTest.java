package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Failure;
import dev.parley.bus.ResetVisitor;
import dev.parley.bus.VisitorSecret;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResetRouteTest {

  private static final String DOMAIN = "{\"domainId\":\"" + ScriptedParley.DOMAIN + "\"";
  private static final ResetVisitor ASKED =
      new ResetVisitor(ScriptedParley.DOMAIN, new VisitorSecret("visitor-1"));

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
  @DisplayName("the secret comes in the body or in the header; a new one comes back with a 204")
  void resets() {
    HttpResponse<String> byBody = post(DOMAIN + ",\"anonymousId\":\"visitor-1\"}");
    HttpResponse<String> byHeader = post(DOMAIN + "}", Visitors.HEADER, "visitor-1");
    HttpResponse<String> byBoth =
        post(DOMAIN + ",\"anonymousId\":\"visitor-1\"}", Visitors.HEADER, "visitor-1");

    for (HttpResponse<String> done : List.of(byBody, byHeader, byBoth)) {
      assertThat(done.statusCode()).isEqualTo(204);
      assertThat(done.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(done.headers().firstValue(Visitors.HEADER)).get().asString().hasSize(36);
    }
    assertThat(byBody.headers().firstValue(Visitors.HEADER))
        .isNotEqualTo(byHeader.headers().firstValue(Visitors.HEADER));
    assertThat(http.parley.resets).containsExactly(ASKED, ASKED, ASKED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | anonymousId",
        "{\"anonymousId\":\"v\"} | domainId",
        "{\"anonymousId\":\"v\",\"domainId\":\"x\"} | domainId",
        "{\"anonymousId\":\"\"} | anonymousId",
        "[] | body",
        "'' | body"
      })
  @DisplayName("what is wrong is refused with its field, and nobody is reset")
  void invalid(String body, String field) {
    HttpResponse<String> refused = post(body);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").asText()).isEqualTo(field);
    assertThat(refused.headers().firstValue(Visitors.HEADER)).isEmpty();
    assertThat(http.parley.resets).isEmpty();
  }

  @Test
  @DisplayName("two secrets that differ are refused, and a database that is away is 503")
  void refused() {
    String body = DOMAIN + ",\"anonymousId\":\"visitor-1\"}";
    assertThat(post(body, Visitors.HEADER, "visitor-2").statusCode()).isEqualTo(400);
    http.parley.refusal = Optional.of(Failure.UNAVAILABLE.because("away"));
    assertThat(post(body).statusCode()).isEqualTo(503);
  }

  private HttpResponse<String> post(String body, String... headers) {
    return http.send(
        http.request("/api/visitor/reset", headers).POST(BodyPublishers.ofString(body)));
  }
}
