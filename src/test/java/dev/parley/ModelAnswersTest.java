package dev.parley;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.settings.SettingsLoader;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ModelScript;
import dev.parley.testing.ModelServer;
import dev.parley.testing.Said;
import dev.parley.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Through the whole program: what a visitor sees of a model's answer, and what is stored of it. */
@DisplayName("The answer of a model")
class ModelAnswersTest {

  private static final UUID DOMAIN = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final String QUESTION = "What colour is the moon?";
  private static final String UNKNOWN = "I am sorry, I do not know the answer to that.";

  @TempDir static Path home;

  private static TestDatabase database;
  private static ModelServer model;
  private static Parley parley;
  private static ChatClient client;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.create();
    database.execute(
        "insert into domain (id, name, bot) values ('%s', 'a', 'model')".formatted(DOMAIN));
    model = ModelServer.start();
    client = new ChatClient();
    Map<String, String> environment =
        Map.of(
            "DATABASE_URL", database.url(),
            "PARLEY_HOME", home.toString(),
            "PORT", "0",
            "MANAGEMENT_PORT", "0",
            "PARLEY_BOT_WORDS_PER_SECOND", "0",
            "OPENAI_BASE_URL", model.url(),
            "PARLEY_MODEL_FIRST_TOKEN_TIMEOUT", "3s",
            "PARLEY_MODEL_TOKEN_TIMEOUT", "3s");
    parley =
        Parley.start(SettingsLoader.load(home, environment).settings())
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    await(parley.stop());
    client.close();
    model.close();
    database.close();
  }

  @BeforeEach
  void forget() {
    model.forget();
    database.execute("truncate chat_message");
  }

  static Stream<Arguments> whole() {
    return Stream.of(
        Arguments.of("one of a few tokens", ModelScript.answer("Ta", "da", " 😀!"), "Tada 😀!"),
        Arguments.of(
            "one whose first token is slow",
            ModelScript.begin().pause(Duration.ofMillis(400)).thenSay("Late").end(),
            "Late"),
        Arguments.of(
            "one cut by the provider", ModelScript.say("Too lo").end("length"), "Too lo…"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whole")
  @DisplayName("that is whole is seen, and stored as complete")
  void whole(String name, ModelScript script, String text) {
    model.next(script);
    Said said = say();

    assertThat(said.finished()).isTrue();
    assertThat(seen(said)).isEqualTo(text);
    assertThat(stored()).isEqualTo("complete: " + text);
    assertThat(model.calls()).isEqualTo(1);
  }

  static Stream<Arguments> brokenOff() {
    return Stream.of(
        Arguments.of("stalls", ModelScript.say("Ta", "da").stall()),
        Arguments.of("breaks off in a token", ModelScript.say("Ta", "da").halfOf("ß").hangUp()),
        Arguments.of(
            "sends a malformed chunk", ModelScript.say("Ta", "da").raw("data: {\n\n").end()),
        Arguments.of("ends too early", ModelScript.say("Ta", "da").endEarly()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenOff")
  @DisplayName("that breaks off ends with an error; what was seen is stored as failed")
  void brokenOff(String name, ModelScript script) {
    model.next(script);
    Said said = say();

    assertThat(said.answer()).contains("event: error").doesNotContain("[DONE]");
    assertThat(seen(said)).isEqualTo("Tada");
    assertThat(stored()).isEqualTo("failed: Tada");
    assertThat(model.calls()).isEqualTo(1);
  }

  static Stream<Arguments> away() {
    return Stream.of(
        Arguments.of("500", ModelScript.refuse(500, Map.of()), 2),
        Arguments.of("429", ModelScript.refuse(429, Map.of("Retry-After", "1")), 2),
        Arguments.of("429 for long", ModelScript.refuse(429, Map.of("Retry-After", "100")), 1),
        Arguments.of("401", ModelScript.refuse(401, Map.of()), 1),
        Arguments.of("no first token", ModelScript.silence(), 2),
        Arguments.of("malformed", ModelScript.begin().raw("data: {\n\n").end(), 2),
        Arguments.of("nothing said", ModelScript.begin().end(), 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("away")
  @DisplayName("that does not come is the knowledge bot's, whole and true")
  void away(String name, ModelScript script, int calls) {
    model.always(script);
    Said said = say();

    assertThat(said.finished()).isTrue();
    assertThat(seen(said)).startsWith(UNKNOWN);
    assertThat(stored()).isEqualTo("complete: " + seen(said));
    assertThat(model.calls()).isEqualTo(calls);
  }

  @Test
  @DisplayName("that comes at the second try is seen as if nothing had been")
  void secondTry() {
    model.next(ModelScript.refuse(500, Map.of()));
    model.next(ModelScript.answer("Here I am."));
    Said said = say();

    assertThat(seen(said)).isEqualTo("Here I am.");
    assertThat(stored()).isEqualTo("complete: Here I am.");
    assertThat(model.calls()).isEqualTo(2);
  }

  @Test
  @DisplayName("goes on when its reader goes away: that is no stop")
  void readerLeaves() {
    model.next(ModelScript.say("Ta").pause(Duration.ofMillis(300)).thenSay("da").end());
    try (ChatClient other = new ChatClient()) {
      Said said = other.say(parley.port(), DOMAIN, "visitor", QUESTION);
      await().until(said::acknowledged);
    }
    await().untilAsserted(() -> assertThat(stored()).isEqualTo("complete: Tada"));
    assertThat(model.resets()).isZero();
  }

  static Stream<Arguments> stopped() {
    return Stream.of(
        Arguments.of("before its first byte", ModelScript.silence(), ""),
        Arguments.of("in the middle", ModelScript.say("Ta", "da").stall(), "Tada"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stopped")
  @DisplayName("that is stopped ends in order, is stored as far as it came, and asked for no more")
  void stopped(String name, ModelScript script, String text) throws Exception {
    model.next(script);
    Said said = client.say(parley.port(), DOMAIN, "visitor", QUESTION);
    await().until(() -> model.calls() == 1 && seen(said).equals(text));
    pressStop();
    said.await();

    assertThat(said.finished()).isTrue();
    assertThat(seen(said)).isEqualTo(text);
    assertThat(stored()).isEqualTo("stopped: " + text);
    await().until(() -> model.resets() == 1);
    assertThat(model.calls()).isEqualTo(1);
  }

  private static void pressStop() throws Exception {
    String turn = database.queryText("select id from chat_message where role = 'user'");
    URI stop =
        URI.create("http://127.0.0.1:%d/api/bot/stream/%s/stop".formatted(parley.port(), turn));
    HttpRequest request =
        HttpRequest.newBuilder(stop)
            .header("Parley-Anonymous-Id", "visitor")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isBetween(200, 299);
  }

  @Test
  @DisplayName("to the next question knows what was said before")
  void conversation() {
    model.next(ModelScript.answer("I am Ada."));
    say();
    model.next(ModelScript.answer("Ada, as I said."));
    say();

    assertThat(model.requests().get(1).messages())
        .endsWith("user: " + QUESTION, "assistant: I am Ada.", "user: " + QUESTION);
  }

  private static Said say() {
    return client.say(parley.port(), DOMAIN, "visitor", QUESTION).await();
  }

  private static String seen(Said said) {
    return said.answer()
        .lines()
        .filter(line -> line.startsWith("data: {\"content\":"))
        .map(line -> new JsonObject(line.substring("data: ".length())).getString("content"))
        .collect(Collectors.joining());
  }

  private static String stored() {
    return database.queryText(
        """
        select coalesce(max(status || ': ' || body), 'nothing')
        from chat_message
        where role = 'assistant'
        """);
  }
}
