package dev.parley.bot.model;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ModelScript;
import dev.parley.testing.ModelServer;
import dev.parley.testing.Shell;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A language model")
class LanguageModelTest {

  /** Of vLLM, of OpenRouter and of Anthropic; a % stands for the end of a line. */
  private static final String ERROR_EVENTS =
      """
      openai    | data: {"error":{"message":"out of memory","type":"InternalServerError","code":500}}
      openai    | data: {"error":{"code":502,"message":"out of memory"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}
      anthropic | event: error%data: {"type":"error","error":{"type":"api_error","message":"out of memory"}}
      """;

  private Vertx vertx;
  private ModelServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx(new VertxOptions().setAddressResolverOptions(providersAreHere()));
    server = ModelServer.start();
  }

  private static AddressResolverOptions providersAreHere() {
    String hosts =
        "127.0.0.1 api.openai.com eu.api.openai.com shop.openai.azure.com api.mistral.ai"
            + " notapi.openai.com.example";
    return new AddressResolverOptions().setHostsValue(Buffer.buffer(hosts));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    server.close();
  }

  @Test
  @DisplayName("is heard on the event loop of whoever asks, whoever opened the connection")
  void contexts() {
    for (int i = 0; i < 4; i++) {
      Asker asker = new Asker(vertx, server, Map.of());
      asker.ask();
      assertThat(await(asker.over())).isEqualTo("done");
      assertThat(asker.strays()).hasValue(0);
    }
    assertThat(server.calls()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"openai, 22", "anthropic, 3"})
  @DisplayName("says what the answer cost, question and all")
  void cost(String provider, int tokens) {
    Asker asker =
        new Asker(
            vertx,
            server,
            Map.of(
                "PARLEY_MODEL_PROVIDER",
                provider,
                "PARLEY_MODEL_ANTHROPIC_BASE_URL",
                server.url(),
                "ANTHROPIC_API_KEY",
                "a key"));
    asker.ask();
    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.cost()).hasValue(tokens);
  }

  @ParameterizedTest
  @CsvSource({
    "api.openai.com, max_completion_tokens, true",
    "EU.api.openai.com, max_completion_tokens, true",
    "shop.openai.azure.com, max_completion_tokens, true",
    "notapi.openai.com.example, max_tokens, true",
    "127.0.0.1, max_tokens, true",
    "api.mistral.ai, max_tokens, false"
  })
  @DisplayName("is asked in its provider's dialect, which its host tells")
  void dialect(String host, String limit, boolean asksForCost) {
    String url = server.url().replace("127.0.0.1", host);
    Asker asker =
        new Asker(vertx, server, Map.of("OPENAI_BASE_URL", url, "OPENAI_API_KEY", "a key"));
    asker.ask();
    assertThat(await(asker.over())).isEqualTo("done");

    ModelServer.Request request = server.requests().get(0);
    assertThat(request.headers()).containsEntry("authorization", "Bearer a key");
    assertThat(request.messages()).containsExactly("system: Be brief.", "user: Hello?");
    assertThat(request.body().fieldNames().stream().filter(name -> name.startsWith("max_")))
        .containsExactly(limit);
    assertThat(request.body().containsKey("stream_options")).isEqualTo(asksForCost);
  }

  @Test
  @DisplayName("has as many connections as the settings say; whoever gets none is told in time")
  void bounded() {
    server.always(ModelScript.say("Hello").stall());
    Map<String, String> one =
        Map.of(
            "PARLEY_MODEL_MAX_CONNECTIONS", "1",
            "PARLEY_MODEL_CONNECT_TIMEOUT", "1s");
    Asker first = new Asker(vertx, server, one);
    first.ask();
    await().until(() -> first.heard().contains("Hello"));
    Asker second = new Asker(vertx, server, one);
    second.ask();

    assertThat(await(second.over())).isEqualTo("away: unreachable");
    assertThat(server.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic"})
  @DisplayName("cannot keep a connection by never ending a response whose answer is over")
  void endless(String provider) {
    Map<String, String> two =
        Map.of(
            "PARLEY_MODEL_PROVIDER", provider,
            "PARLEY_MODEL_ANTHROPIC_BASE_URL", server.url(),
            "ANTHROPIC_API_KEY", "a key",
            "PARLEY_MODEL_MAX_CONNECTIONS", "2",
            "PARLEY_MODEL_CONNECT_TIMEOUT", "8s");
    server.next(ModelScript.say("Hello").endMark().stall());
    server.next(chattering(ModelScript.say("Hello").endMark()));
    List<Asker> askers = Stream.generate(() -> new Asker(vertx, server, two)).limit(4).toList();
    askers.forEach(Asker::ask);

    for (Asker asker : askers) {
      assertThat(await(asker.over())).isEqualTo("done");
    }
    assertThat(server.calls()).isEqualTo(4);
    await().until(() -> server.resets() == 2);
  }

  @ParameterizedTest
  @CsvSource({"1024, 3, done", "1024, 5, broke off: faulty", "8192, 5, done"})
  @DisplayName("may send as many bytes as its longest answer can take, and no more")
  void tooMuch(int maxTokens, int mebibytes, String outcome) {
    String call =
        "[{\"index\":0,\"id\":\"1\",\"function\":{\"name\":\"f\",\"arguments\":\""
            + "x".repeat(1 << 19)
            + "\"}}]";
    String event =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":" + call + "}}]}\n\n";
    ModelScript script = ModelScript.say("Hello");
    for (int i = 0; i < 2 * mebibytes; i++) {
      script = script.raw(event);
    }
    server.always(script.end());
    Asker asker =
        new Asker(vertx, server, Map.of("PARLEY_MODEL_MAX_TOKENS", String.valueOf(maxTokens)));
    asker.ask();

    assertThat(await(asker.over())).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = ERROR_EVENTS)
  @DisplayName("that tells of an error in mid-stream breaks off, however the stream then ends")
  void errorInMidStream(String provider, String event) {
    server.always(ModelScript.say("Hello").raw(event.replace("%", "\n") + "\n\n").endMark());
    Asker asker = new Asker(vertx, server, at(provider));
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("broke off: faulty");
    assertThat(asker.heard()).containsExactly("Hello");
    assertThat(asker.why()).hasMessageContaining("out of memory").hasMessageNotContaining("\n");
    assertThat(server.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = ERROR_EVENTS)
  @DisplayName("that tells of an error before its first word is asked once more")
  void errorAtFirst(String provider, String event) {
    server.next(ModelScript.begin().raw(event.replace("%", "\n") + "\n\n").endMark());
    server.next(ModelScript.answer("Hello"));
    Asker asker = new Asker(vertx, server, at(provider));
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello");
    assertThat(server.calls()).isEqualTo(2);
  }

  @Test
  @DisplayName("may tell a long story of its error: the log has the beginning of it")
  void longError() {
    server.always(
        ModelScript.say("Hello")
            .raw("data: {\"error\":{\"message\":\"" + "x".repeat(100_000) + "\"}}\n\n")
            .endMark());
    Asker asker = new Asker(vertx, server, Map.of());
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("broke off: faulty");
    assertThat(asker.why().getMessage()).hasSizeLessThan(2_100).contains("xxx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"!\"}}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"!\",\"refusal\":\"error\"}}]}"
      })
  @DisplayName("may use the word, and say that there is no error")
  void noError(String event) {
    server.always(ModelScript.say("Hello").raw("data: " + event + "\n\n").end());
    Asker asker = new Asker(vertx, server, Map.of());
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello", "!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning_content", "reasoning"})
  @DisplayName("may think for longer than its first word may take, and keeps its thoughts")
  void thinks(String field) {
    ModelScript script = ModelScript.begin();
    for (int i = 0; i < 35; i++) {
      script = script.pause(Duration.ofMillis(100)).raw(thought(field));
    }
    server.always(script.thenSay("Hello").raw(thought(field)).end());
    Asker asker = new Asker(vertx, server, Map.of("PARLEY_MODEL_FIRST_TOKEN_TIMEOUT", "3s"));
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello");
    assertThat(server.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai    | : OPENROUTER PROCESSING",
        "openai    | data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
        "anthropic | event: ping%data: {\"type\":\"ping\"}"
      })
  @DisplayName("that has it in its queue, and says so, is not asked a second time")
  void queued(String provider, String event) {
    String sign = event.replace("%", "\n") + "\n\n";
    ModelScript script = ModelScript.begin();
    for (int i = 0; i < 25; i++) {
      script = script.pause(Duration.ofMillis(100)).raw(sign);
    }
    script = script.thenSay("Hello");
    for (int i = 0; i < 25; i++) {
      script = script.pause(Duration.ofMillis(100)).raw(sign);
    }
    server.always(script.thenSay("!").end());
    Map<String, String> settings = new HashMap<>(at(provider));
    settings.put("PARLEY_MODEL_FIRST_TOKEN_TIMEOUT", "2s");
    settings.put("PARLEY_MODEL_TOKEN_TIMEOUT", "2s");
    Asker asker = new Asker(vertx, server, settings);
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("done");
    assertThat(asker.heard()).containsExactly("Hello", "!");
    assertThat(server.calls()).isEqualTo(1);
  }

  @Test
  @DisplayName("that only ever says that it is at work has its time in all, and no second one")
  void neverBegins() {
    server.always(chattering(ModelScript.begin().raw(": keep-alive\n\n")));
    Asker asker = new Asker(vertx, server, Map.of("PARLEY_MODEL_TIMEOUT", "1s"));
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("away: timeout");
    assertThat(server.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"stall, away: timeout", "end, away: empty"})
  @DisplayName("that only thinks does not answer")
  void onlyThinks(String then, String outcome) {
    ModelScript thinking = ModelScript.begin().raw(thought("reasoning_content"));
    server.always(then.equals("stall") ? thinking.stall() : thinking.end());
    Asker asker =
        new Asker(
            vertx,
            server,
            Map.of("PARLEY_MODEL_FIRST_TOKEN_TIMEOUT", then.equals("stall") ? "200ms" : "10s"));
    asker.ask();

    assertThat(await(asker.over())).isEqualTo(outcome);
    assertThat(asker.heard()).isEmpty();
  }

  private static String thought(String field) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"" + field + "\":\"hm\"}}]}\n\n";
  }

  private Map<String, String> at(String provider) {
    return Map.of(
        "PARLEY_MODEL_PROVIDER",
        provider,
        "PARLEY_MODEL_ANTHROPIC_BASE_URL",
        server.url(),
        "ANTHROPIC_API_KEY",
        "a key");
  }

  /** It says nothing of worth any more, but often: for longer than the test waits. */
  private static ModelScript chattering(ModelScript script) {
    ModelScript longer = script;
    for (int i = 0; i < 60; i++) {
      longer = longer.pause(Duration.ofMillis(500)).raw(": ping\n\n");
    }
    return longer;
  }

  @Test
  @DisplayName("is not asked by whoever stopped while he waited for a connection")
  void stoppedInTheQueue() {
    server.next(ModelScript.say("Hello").stall());
    Map<String, String> one = Map.of("PARLEY_MODEL_MAX_CONNECTIONS", "1");
    Asker first = new Asker(vertx, server, one);
    first.ask();
    await().until(() -> first.heard().contains("Hello"));
    Asker second = new Asker(vertx, server, one);
    second.ask();
    second.stop();
    Asker third = new Asker(vertx, server, one);
    third.ask();
    first.stop();

    assertThat(await(third.over())).isEqualTo("done");
    assertThat(server.calls()).isEqualTo(2);
    assertThat(second.heard()).isEmpty();
  }

  @Test
  @DisplayName("may be stopped while it speaks, and says no more")
  void stoppedByItsWords() {
    server.next(ModelScript.answer("one", "two", "three"));
    Asker asker = new Asker(vertx, server, Map.of());
    asker.stopAfter(1);
    asker.ask();
    await().until(() -> asker.heard().contains("one"));

    server.next(ModelScript.answer("later"));
    Asker later = new Asker(vertx, server, Map.of());
    later.ask();
    await(later.over());
    assertThat(asker.heard()).containsExactly("one");
  }

  @Test
  @DisplayName("is told nothing when nobody vouches for its certificate, and that is what is told")
  void certificate(@TempDir Path folder) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer stranger =
        await(
            vertx
                .createHttpServer(tls(folder.resolve("stranger.p12")))
                .requestHandler(request -> requests.incrementAndGet())
                .listen(0, "127.0.0.1"));
    Asker asker =
        new Asker(
            vertx,
            server,
            Map.of("OPENAI_BASE_URL", "https://127.0.0.1:" + stranger.actualPort() + "/v1"));
    asker.ask();

    assertThat(await(asker.over())).isEqualTo("away: unreachable");
    assertThat(asker.why())
        .hasMessageContaining("unable to find valid certification path")
        .hasMessageNotContaining("\n");
    assertThat(requests).hasValue(0);
  }

  private static HttpServerOptions tls(Path keys) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Shell.run(
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            "secret",
            "-keystore",
            keys.toString()),
        Map.of());
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(new PfxOptions().setPath(keys.toString()).setPassword("secret"));
  }
}
