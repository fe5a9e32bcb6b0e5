package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Failure;
import dev.parley.bus.Proof;
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
import org.junit.jupiter.params.provider.ValueSource;

/** How a proof comes in by HTTP, by both routes that take a message. */
class ProofFieldsTest {

  private static final String TURN = "/api/bot/stream";
  private static final String CHAT = "/api/ai-sdk/11111111-1111-4111-8111-111111111111";

  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture();
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {TURN, CHAT})
  @DisplayName("an address with its hash, and a token, are passed on as they came")
  void fields(String path) {
    post(path, "\"email\":\"A@b.com\",\"userHash\":\"00FF\"");
    post(path, "\"userToken\":\"x.y.z\",\"email\":null,\"userHash\":null");

    assertThat(proofs())
        .containsExactly(
            Optional.of(Proof.ofHash("A@b.com", "00FF")), Optional.of(Proof.ofToken("x.y.z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {TURN, CHAT})
  @DisplayName("nothing of it, or null, is no proof")
  void none(String path) {
    post(path, "\"chat\":[]");
    post(path, "\"email\":null,\"userToken\":null");
    assertThat(proofs()).containsExactly(Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"userHash\":7",
        "\"userHash\":{\"a\":[]}",
        "\"userHash\":[\"00\"]",
        "\"userHash\":true",
        "\"userHash\":\"00\",\"userHash\":\"00\""
      })
  @DisplayName("what is no text, or there twice, is passed on as what cannot hold")
  void malformed(String field) {
    for (String path : List.of(TURN, CHAT)) {
      post(path, field);
    }
    Proof malformed = new Proof(Optional.empty(), Optional.of(""), Optional.empty());
    assertThat(proofs()).containsExactly(Optional.of(malformed), Optional.of(malformed));
  }

  @ParameterizedTest
  @CsvSource({"Bearer x.y.z", "bearer x.y.z", "BEARER   x.y.z "})
  @DisplayName("a bearer's token is the header's, too")
  void bearer(String header) {
    for (String path : List.of(TURN, CHAT)) {
      post(path, "\"chat\":[]", "Authorization", header);
    }
    assertThat(proofs()).hasSize(2).containsOnly(Optional.of(Proof.ofToken("x.y.z")));
  }

  @Test
  @DisplayName("an empty bearer's token, or two that differ, cannot hold")
  void badBearer() {
    post(TURN, "\"chat\":[]", "Authorization", "Bearer");
    post(TURN, "\"userToken\":\"a.b.c\"", "Authorization", "Bearer x.y.z");
    post(TURN, "\"chat\":[]", "Authorization", "Bearer x.y.z", "Authorization", "Bearer a.b.c");
    assertThat(proofs()).hasSize(3).containsOnly(Optional.of(Proof.ofToken("")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearerx.y.z", "Digest username=\"bearer\""})
  @DisplayName("another scheme is some proxy's, and not read")
  void otherScheme(String header) {
    post(TURN, "\"chat\":[]", "Authorization", header);
    post(TURN, "\"userToken\":\"x.y.z\"", "Authorization", header);
    assertThat(proofs()).containsExactly(Optional.empty(), Optional.of(Proof.ofToken("x.y.z")));
  }

  @Test
  @DisplayName("address and hash in the body go with the header's token")
  void together() {
    post(
        TURN,
        "\"email\":\"a@b.com\",\"userHash\":\"00\",\"userToken\":\"x.y.z\"",
        "Authorization",
        "Bearer x.y.z");
    assertThat(proofs())
        .containsExactly(
            Optional.of(
                new Proof(Optional.of("a@b.com"), Optional.of("00"), Optional.of("x.y.z"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {TURN, CHAT})
  @DisplayName("one that does not hold is 401, with the header that RFC 9110 asks for")
  void unproven(String path) {
    http.parley.refusal = Optional.of(Failure.UNPROVEN.because("the proof does not hold"));
    HttpResponse<String> refused = post(path, "\"userToken\":\"x.y.z\"");

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(refused).get("status").asInt()).isEqualTo(401);
  }

  private List<Optional<Proof>> proofs() {
    return http.parley.turns.stream().map(turn -> turn.proof()).toList();
  }

  /** The routes skip each other's fields. */
  private HttpResponse<String> post(String path, String fields, String... headers) {
    String body =
        """
        {"domainId":"%s","message":"Hi","anonymousId":"visitor-1","id":"chat-1",
         "messages":[{"id":"m%d","role":"user","parts":[{"type":"text","text":"Hi"}]}],%s}
        """
            .formatted(ScriptedParley.DOMAIN, http.parley.turns.size(), fields);
    return http.send(http.request(path, headers).POST(BodyPublishers.ofString(body)));
  }
}
