package dev.parley.http;

import static dev.parley.http.HttpFixture.json;
import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.AnswerStatus;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture();
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private static String keyed(String message, String key) {
    return turn(message).replace("}", ",\"messageId\":\"" + key + "\"}");
  }

  @Test
  @DisplayName(
      "a message sent again is answered with the same answer, and says that it is replayed")
  void replay() {
    HttpResponse<String> first = http.post(keyed("Hi", "m1"));
    HttpResponse<String> second = http.post(keyed("Hi", "m1"));

    assertThat(first.body()).contains("\"Hello\"", "\" there\"", "[DONE]");
    assertThat(second.body()).contains("id: 11\ndata: {\"content\":\"Hello there\"}", "[DONE]");
    assertThat(second.headers().firstValue("Parley-Turn"))
        .isEqualTo(first.headers().firstValue("Parley-Turn"));
    assertThat(first.headers().firstValue("Parley-Replayed")).isEmpty();
    assertThat(second.headers().firstValue("Parley-Replayed")).contains("true");
    assertThat(http.parley.turns).hasSize(1);
    assertThat(http.parley.asked).hasValue(1);
  }

  @Test
  @DisplayName("a retry while the answer still runs joins it from its first chunk")
  void join() throws Exception {
    AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
    http.parley.script = answer::set;
    try (RawConnection one = http.connect();
        RawConnection two = http.connect()) {
      one.post("HTTP/1.1", keyed("Hi", "m1"));
      await().until(() -> answer.get() != null);
      answer.get().say("Hello");
      one.readUntil("Hello");
      two.post("HTTP/1.1", keyed("Hi", "m1"));
      assertThat(two.readUntil("Hello")).contains("id: 5\n").doesNotContain("Parley-Replayed: ");
      answer.get().say(" there").end();
      assertThat(one.readUntil("[DONE]")).contains("id: 11\n");
      assertThat(two.readUntil("[DONE]")).contains("id: 11\n");
    }
    assertThat(http.parley.asked).hasValue(1);
  }

  @Test
  @DisplayName("an answer that broke off is asked for afresh, as the same turn")
  void afresh() {
    http.parley.script = answer -> answer.say("Hel").end(AnswerStatus.FAILED);
    assertThat(http.post(keyed("Hi", "m1")).body()).contains("event: error");
    http.parley.script = answer -> answer.say("Hello").end();

    HttpResponse<String> again = http.post(keyed("Hi", "m1"));
    assertThat(again.body()).contains("id: 5\n", "[DONE]");
    assertThat(again.headers().firstValue("Parley-Replayed")).isEmpty();
    assertThat(http.parley.turns).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "m1, m1",
    "'\"m1\"', m1",
    "'\"say \\\"hi\\\" \\\\o/\"', 'say \"hi\" \\o/'",
    "'\"', '\"'"
  })
  @DisplayName("the key may come in Idempotency-Key, bare or in the quotes of its draft")
  void header(String header, String key) {
    assertThat(http.post(turn("Hi"), "Idempotency-Key", header).statusCode()).isEqualTo(200);
    assertThat(http.parley.turns.get(0).key()).contains(key);
  }

  @Test
  @DisplayName("both may be given when they are the same, and are refused when they differ")
  void both() {
    assertThat(http.post(keyed("Hi", "m1"), "Idempotency-Key", "\"m1\"").statusCode())
        .isEqualTo(200);

    HttpResponse<String> differ = http.post(keyed("Hi", "m1"), "Idempotency-Key", "m2");
    assertThat(differ.statusCode()).isEqualTo(400);
    assertThat(json(differ).get("field").asText()).isEqualTo("messageId");
    assertThat(http.parley.turns).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "long"})
  @DisplayName("a key is 1 to 128 characters long")
  void bounds(String key) {
    String header = key.equals("long") ? "x".repeat(129) : key;
    HttpResponse<String> refused = http.post(turn("Hi"), "Idempotency-Key", header);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").asText()).isEqualTo("Idempotency-Key");
    assertThat(http.post(turn("Hi"), "Idempotency-Key", "x".repeat(128)).statusCode())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("the same key with another message is refused with 422")
  void reused() {
    http.post(keyed("Hi", "m1"));
    HttpResponse<String> refused = http.post(keyed("Bye", "m1"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(json(refused).get("detail").asText())
        .isEqualTo("This key came before with another message.");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(http.parley.asked).hasValue(1);
  }
}
