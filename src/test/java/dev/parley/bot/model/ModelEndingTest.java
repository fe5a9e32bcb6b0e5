package dev.parley.bot.model;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Logged;
import dev.parley.testing.ModelScript;
import dev.parley.testing.ModelServer;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A model's answer")
class ModelEndingTest {

  private static final String DONE = "data: [DONE]\n\n";

  private Vertx vertx;
  private ModelServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server = ModelServer.start();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"insufficient_system_resource", "error", "abort"})
  @DisplayName("broke off when its provider says so, though the stream ends in order")
  void brokeOff(String reason) {
    server.always(ModelScript.say("Half").end(reason));
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("broke off: faulty");
    assertThat(asker.heard()).containsExactly("Half");
    assertThat(asker.why()).hasMessageContaining("\"" + reason + "\"");
    assertThat(server.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"index\":0,\"delta\":{}}],\"x_groq\":{\"id\":\"r\",\"error\":\"over capacity\"}}",
        "{\"object\":\"error\",\"message\":\"over capacity\",\"type\":\"InternalServerError\",\"code\":500}"
      })
  @DisplayName("broke off when an error is told in a place of the provider's own")
  void errorElsewhere(String event) {
    server.always(ModelScript.say("Half").raw("data: " + event + "\n\n" + DONE).endEarly());
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("broke off: faulty");
    assertThat(asker.why()).hasMessageContaining("over capacity");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, stop",
    "openai, STOP",
    "openai, tool_calls",
    "openai, function_call",
    "openai, eos",
    "openai, eos_token",
    "openai, stop_sequence",
    "openai, end_turn",
    "openai, ''",
    "anthropic, end_turn",
    "anthropic, stop_sequence",
    "anthropic, tool_use"
  })
  @DisplayName("is whole by any word that providers have for an end")
  void whole(String provider, String reason) {
    server.always(ModelScript.say("Hello").end(reason));
    Asker asker = ask(provider);

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello");
  }

  @Test
  @DisplayName("may speak of reasons to finish")
  void speaksOfReasons() {
    String text = "\"finish_reason\":\"error\", \"object\":\"error\"";
    server.always(ModelScript.answer(text));
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly(text);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, content_filter",
    "anthropic, refusal",
    "anthropic, model_context_window_exceeded"
  })
  @DisplayName("that is withheld in its middle has failed, and the log says why")
  void withheld(String provider, String reason) {
    server.always(ModelScript.say("Half").end(reason));
    try (Logged log = Logged.by(LanguageModel.class)) {
      Asker asker = ask(provider);

      assertThat(await(asker.over())).isEqualTo("broke off: withheld");
      assertThat(log.texts()).singleElement().asString().contains(reason);
    }
    assertThat(server.calls()).isEqualTo(1);
  }

  @Test
  @DisplayName("that is withheld from its beginning is not asked for again")
  void withheldAtOnce() {
    server.always(ModelScript.begin().end("content_filter"));
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("away: withheld");
    assertThat(server.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"openai, length", "openai, max_tokens", "anthropic, max_tokens"})
  @DisplayName("that the provider cut for length ends with a mark")
  void cut(String provider, String reason) {
    server.always(ModelScript.say("Too lo").end(reason));
    Asker asker = ask(provider);

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Too lo", "…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic"})
  @DisplayName("is whole once its reason to finish came, though the provider then falls silent")
  void silentAfterItsReason(String provider) {
    server.always(ModelScript.say("Hello").finish("stop").stall());
    Asker asker = ask(provider);

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello");
  }

  @ParameterizedTest
  @CsvSource({"openai, stop", "openai, eos_token", "anthropic, stop"})
  @DisplayName("is whole once its reason to finish came, however the response then ends")
  void endsAfterItsReason(String provider, String reason) {
    server.next(ModelScript.say("Hello").finish(reason).endEarly());
    server.next(ModelScript.say("Hello").finish(reason).hangUp());
    for (int i = 0; i < 2; i++) {
      Asker asker = ask(provider);
      assertThat(await(asker.over())).isEqualTo("done");
      assertThat(asker.heard()).containsExactly("Hello");
    }
  }

  @Test
  @DisplayName("tells what it cost, which comes after its reason to finish")
  void costAfterItsReason() {
    server.always(
        ModelScript.say("Hello")
            .finish("stop")
            .raw("data: {\"choices\":[],\"usage\":{\"total_tokens\":7}}\n\n")
            .stall());
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.cost()).hasValue(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data: [DONE] \n\n", "data:[DONE]\t\r\n\r\n", "data: [DONE]\n", "data: [DONE]"})
  @DisplayName("is whole at the end mark, whatever blanks and lines are around that or missing")
  void endMark(String mark) {
    server.always(ModelScript.say("Hello").raw(mark).endEarly());
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("done");
  }

  @ParameterizedTest
  @CsvSource({"' world\"},\"finish_reason\":\"stop\"}]}', done", "' wor', broke off: broken_off"})
  @DisplayName("has a last event without an empty line, when that is whole")
  void lastEvent(String rest, String outcome) {
    server.always(
        ModelScript.say("Hello")
            .raw("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + rest)
            .endEarly());
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo(outcome);
    assertThat(String.join("", asker.heard()))
        .isEqualTo(outcome.equals("done") ? "Hello world" : "Hello");
  }

  @ParameterizedTest
  @CsvSource({"openai, stop", "openai, length", "anthropic, end_turn"})
  @DisplayName("of nothing but blanks is none, and the reason to finish is told")
  void blank(String provider, String reason) {
    server.always(ModelScript.say("\n", " \n").end(reason));
    Asker asker = ask(provider);

    assertThat(await(asker.over())).isEqualTo("away: empty");
    assertThat(asker.heard()).isEmpty();
    assertThat(asker.why()).hasMessageContaining("\"" + reason + "\"");
    assertThat(server.calls()).isEqualTo(1);
  }

  @Test
  @DisplayName("may begin with blanks, which come with its first word")
  void leadingBlanks() {
    server.always(ModelScript.answer("\n", "    ", "code", " more"));
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("\n    code", " more");
  }

  @Test
  @DisplayName("never shows what the model thought within marks")
  void thoughts() {
    server.next(ModelScript.answer("<th", "ink>", "\nA secret.", "\n</thi", "nk>\n\n", "Hello!"));
    server.next(ModelScript.answer("<think>only a secret", "</think>"));
    Asker asker = ask("openai");
    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello!");

    Asker empty = ask("openai");
    assertThat(await(empty.over())).isEqualTo("away: empty");
    assertThat(empty.heard()).isEmpty();
  }

  @Test
  @DisplayName("that ends within what might have been a mark is said all the same")
  void almostThought() {
    server.always(ModelScript.answer("<th"));
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("<th");
  }

  @Test
  @DisplayName("that fails never tells the key, whoever does the telling")
  void key() {
    String message = "Incorrect API key: sk-hush-12345";
    List<ModelScript> failures =
        List.of(
            ModelScript.say("Half").raw("data: {\"error\":{\"message\":\"" + message + "\"}}\n\n"),
            ModelScript.say("Half").raw("data: \"sk-hush-12345\"\n\n"),
            ModelScript.say("Half").end("sk-hush-12345"),
            ModelScript.respond(200, "text/html", message),
            ModelScript.respond(401, "text/html", message));
    for (ModelScript failure : failures) {
      server.always(failure);
      try (Logged log = Logged.by(LanguageModel.class)) {
        Asker asker = new Asker(vertx, server, Map.of("OPENAI_API_KEY", "sk-hush-12345"));
        asker.ask();
        await(asker.over());

        for (Throwable told = asker.why(); told != null; told = told.getCause()) {
          assertThat(told.toString()).doesNotContain("hush");
        }
        assertThat(asker.why()).hasMessageContaining("***");
        assertThat(log.texts()).isNotEmpty().noneMatch(line -> line.contains("hush"));
      }
    }
  }

  @Test
  @DisplayName("that cannot be read is told in one line")
  void malformed() {
    server.always(ModelScript.say("Half").raw("data: {\"choices\":[{\"delta\":7}]}\n\n"));
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("broke off: faulty");
    assertThat(asker.why()).hasNoCause();
    assertThat(asker.why().getMessage())
        .startsWith("faulty: the stream cannot be understood: ")
        .doesNotContain("\n");
  }

  @Test
  @DisplayName("may be in parts, of which those that are thoughts are not shown")
  void parts() {
    server.always(
        ModelScript.begin()
            .raw(
                parts("{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}"))
            .raw(parts("{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":\"lo\"}"))
            .thenSay("!")
            .end());
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello", "!");
  }

  private static String parts(String parts) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":[" + parts + "]}}]}\n\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html        | <!doctype html>%<b>Sign in</b>         | broken_off | 2",
        "application/json | {\"choices\":[{\"message\":{}}]}       | broken_off | 2",
        "application/json | {\"error\":\"Unexpected endpoint\"}    | refused    | 1",
        "application/json | [{\"error\":{\"message\":\"no key\"}}] | refused    | 1"
      })
  @DisplayName("that is no stream is told with what came instead")
  void noStream(String type, String body, String kind, int calls) {
    server.always(
        ModelScript.respond(
            200, type, body.replace("%", "\n") + "x".repeat(kind.equals("refused") ? 0 : 300)));
    Asker asker = ask("openai");

    assertThat(await(asker.over())).isEqualTo("away: " + kind);
    assertThat(asker.why().getMessage())
        .contains("HTTP 200", type, body.replace("%", " "))
        .doesNotContain("\n")
        .hasSizeLessThan(300);
    assertThat(server.calls()).isEqualTo(calls);
  }

  private Asker ask(String provider) {
    Asker asker = new Asker(vertx, server, at(provider));
    asker.ask();
    return asker;
  }

  private Map<String, String> at(String provider) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PARLEY_MODEL_PROVIDER", provider);
    environment.put("PARLEY_MODEL_ANTHROPIC_BASE_URL", server.url());
    environment.put("ANTHROPIC_API_KEY", "a key");
    return environment;
  }
}
