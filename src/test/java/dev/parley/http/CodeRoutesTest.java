package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Failure;
import dev.parley.bus.RequestCode;
import dev.parley.bus.VerifyCode;
import dev.parley.bus.VisitorSecret;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeRoutesTest {

  private static final String CODE = "/api/visitor/code";
  private static final String VERIFY = "/api/visitor/verify";
  private static final String DOMAIN = "{\"domainId\":\"" + ScriptedParley.DOMAIN + "\"";
  private static final String ANN = DOMAIN + ",\"email\":\"Ann@example.com\"";
  private static final String DIGITS = DOMAIN + ",\"code\":\"012345\"";
  private static final String BY_ANN = ",\"anonymousId\":\"visitor-1\"}";
  private static final VisitorSecret VISITOR = new VisitorSecret("visitor-1");
  private static final String PAGE = "https://shop.example";

  private static HttpFixture http;

  @BeforeAll
  static void start() {
    http = new HttpFixture();
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @BeforeEach
  void forget() {
    http.parley.codeRequests.clear();
    http.parley.codes.clear();
    http.parley.refusal = Optional.empty();
    http.parley.mailboxWait = Optional.empty();
    http.parley.allowedOrigins = List.of(PAGE);
  }

  @Test
  @DisplayName("a code is asked for by a known visitor: 202, and nothing is said")
  void requests() {
    for (HttpResponse<String> done :
        List.of(post(CODE, ANN + BY_ANN), post(CODE, ANN + "}", Visitors.HEADER, "visitor-1"))) {
      assertThat(done.statusCode()).isEqualTo(202);
      assertThat(done.body()).isEmpty();
      assertThat(done.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(done.headers().firstValue(Visitors.HEADER)).isEmpty();
    }
    RequestCode asked = new RequestCode(ScriptedParley.DOMAIN, VISITOR, "Ann@example.com");
    assertThat(http.parley.codeRequests).containsExactly(asked, asked);
    assertThat(http.meters.get("parley.http.codes").tag("status", "202").counter().count())
        .isPositive();
  }

  @Test
  @DisplayName("who has no secret is given the one that the code is bound to")
  void issues() {
    HttpResponse<String> done = post(CODE, ANN + ",\"anonymousId\":null}");
    assertThat(done.statusCode()).isEqualTo(202);
    assertThat(http.parley.codeRequests)
        .extracting(it -> it.visitor().value())
        .containsExactly(done.headers().firstValue(Visitors.HEADER).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"012345", " 012 345\\n"})
  @DisplayName("a right code is 204; blanks in it are not minded")
  void verifies(String code) {
    HttpResponse<String> done = post(VERIFY, DOMAIN + ",\"code\":\"" + code + "\"" + BY_ANN);
    assertThat(done.statusCode()).isEqualTo(204);
    assertThat(http.parley.codes)
        .containsExactly(new VerifyCode(ScriptedParley.DOMAIN, VISITOR, "012345"));
  }

  @Test
  @DisplayName("a code that is not right is 401")
  void wrong() {
    http.parley.refusal = Optional.of(Failure.UNPROVEN.because("why is nobody's business"));
    HttpResponse<String> wrong = post(VERIFY, DIGITS + BY_ANN);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("Content-Type")).contains(Problem.CONTENT_TYPE);
    assertThat(wrong.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(wrong.body()).contains("wrong, or no longer good").doesNotContain("business");
  }

  @ParameterizedTest
  @CsvSource({"NOT_OFFERED, 501", "UNAVAILABLE, 503", "UNKNOWN_DOMAIN, 404"})
  @DisplayName("without a mail server both are 501; a database that is away is 503")
  void refused(Failure failure, int status) {
    http.parley.refusal = Optional.of(failure.because("so"));
    for (HttpResponse<String> refused :
        List.of(post(CODE, ANN + BY_ANN), post(VERIFY, DIGITS + BY_ANN))) {
      assertThat(refused.statusCode()).isEqualTo(status);
      assertThat(refused.headers().firstValue("Content-Type")).contains(Problem.CONTENT_TYPE);
    }
  }

  @Test
  @DisplayName("an address that was written to too often is 429, and says for how long")
  void mailbox() {
    http.parley.mailboxWait = Optional.of(Duration.ofMillis(61_001));
    HttpResponse<String> limited = post(CODE, ANN + BY_ANN);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).contains("62");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "code | {} | domainId",
        "code | [] | body",
        "code | {\"domainId\":\"x\"} | domainId",
        "code | DOMAIN} | email",
        "code | DOMAIN,\"email\":null} | email",
        "code | DOMAIN,\"email\":7} | email",
        "code | DOMAIN,\"email\":\"\"} | email",
        "code | DOMAIN,\"email\":\"ann\"} | email",
        "code | DOMAIN,\"email\":\"a@b.com\\r\\nBcc: c@d.com\"} | email",
        "code | DOMAIN,\"email\":\"müller@example.com\"} | email",
        "code | DOMAIN,\"email\":\"a@b.com\",\"email\":\"a@b.com\"} | email",
        "code | DOMAIN,\"email\":\"a@b.com\",\"anonymousId\":\"\"} | anonymousId",
        "verify | DOMAIN,\"code\":\"012345\"} | anonymousId",
        "verify | DOMAIN,\"anonymousId\":\"v\"} | code",
        "verify | DOMAIN,\"anonymousId\":\"v\",\"code\":12345} | code",
        "verify | DOMAIN,\"anonymousId\":\"v\",\"code\":\"1234567\"} | code",
        "verify | DOMAIN,\"anonymousId\":\"v\",\"code\":\"١٢٣٤٥٦\"} | code"
      })
  @DisplayName("what is wrong is refused with its field, and nobody is asked")
  void invalid(String route, String body, String field) {
    HttpResponse<String> refused = post("/api/visitor/" + route, body.replace("DOMAIN", DOMAIN));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").asText()).isEqualTo(field);
    assertThat(http.parley.codeRequests).isEmpty();
    assertThat(http.parley.codes).isEmpty();
  }

  @Test
  @DisplayName(
      "a page that may ask reads the answer, and what is wrong with its body; another one neither")
  void origins() {
    for (String body : List.of(ANN + BY_ANN, DOMAIN + ",\"email\":\"ann\"}")) {
      HttpResponse<String> allowed = post(CODE, body, "Origin", PAGE);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE);
    }
    http.parley.codeRequests.clear();
    for (String path : List.of(CODE, VERIFY)) {
      String body = (path.equals(CODE) ? ANN : DIGITS) + BY_ANN;
      HttpResponse<String> other = post(path, body, "Origin", "https://evil.example");
      assertThat(other.statusCode()).isEqualTo(403);
      assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      HttpResponse<String> preflight =
          http.send(
              http.request(path, "Origin", PAGE, "Access-Control-Request-Method", "POST")
                  .method("OPTIONS", BodyPublishers.noBody()));
      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(http.send(http.request(path).GET()).statusCode()).isEqualTo(405);
    }
    assertThat(http.parley.codeRequests).isEmpty();
    assertThat(http.parley.codes).isEmpty();
  }

  @Test
  @DisplayName("an address of the internet asks for so many codes, whoever it says that it is")
  void limited() {
    try (HttpFixture strict =
        new HttpFixture(
            HttpFixture.SETTINGS, TestLimits.on().with("codesPerIp", 3, 0.1).settings(), () -> 0)) {
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> answer =
            strict.send(
                strict
                    .request(CODE, Visitors.HEADER, "visitor-" + i)
                    .POST(BodyPublishers.ofString(ANN + "}")));
        assertThat(answer.statusCode()).isEqualTo(i < 3 ? 202 : 429);
        assertThat(answer.headers().firstValue("Retry-After"))
            .isEqualTo(i < 3 ? Optional.empty() : Optional.of("600"));
      }
      assertThat(strict.parley.codeRequests).hasSize(3);
      assertThat(strict.meters.get("parley.limited").tag("by", "ip_codes").counter().count())
          .isEqualTo(2);
    }
  }

  private static HttpResponse<String> post(String path, String body, String... headers) {
    return http.send(http.request(path, headers).POST(BodyPublishers.ofString(body)));
  }
}
