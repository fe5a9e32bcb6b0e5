package dev.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings")
class SettingsLoaderTest {

  @TempDir Path root;
  private Path edited;

  @BeforeEach
  void makeConf() throws IOException {
    edited = Files.createDirectory(root.resolve("conf")).resolve("parley.yaml");
  }

  @Test
  @DisplayName("have a default each, from the jar")
  void defaults() {
    Settings settings = load(Map.of()).settings();
    assertThat(settings.http())
        .isEqualTo(
            new HttpSettings(
                "127.0.0.1",
                3000,
                262_144,
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(15),
                AddressRanges.NONE,
                true));
    assertThat(settings.home()).isEqualTo(root.resolve(".parley"));
    assertThat(settings.database().url()).isEmpty();
    assertThat(settings.turns().timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(settings.bot().wordsPerSecond()).isEqualTo(25);
    assertThat(settings.model().systemPrompt()).startsWith("You answer").endsWith("did.");
    assertThat(settings.limits().enabled()).isTrue();
  }

  @Test
  @DisplayName("are read from conf/parley.yaml, over it PARLEY_CONF, over it the environment")
  void layers() throws IOException {
    Files.writeString(edited, "bot:\n  wordsPerSecond: 1\n  maxRunning: 1\n  maxAnswerChars: 1\n");
    Path own =
        Files.writeString(root.resolve("own.yaml"), "bot: {maxRunning: 2, maxAnswerChars: 2}");
    BotSettings bot =
        load(Map.of("PARLEY_CONF", own.toString(), "PARLEY_BOT_MAX_ANSWER_CHARS", "3"))
            .settings()
            .bot();
    assertThat(bot).isEqualTo(new BotSettings(1, 3, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "HOST, 0.0.0.0, http.host",
    "PORT, 0, http.port",
    "MANAGEMENT_HOST, 0.0.0.0, management.host",
    "MANAGEMENT_PORT, 1, management.port",
    "DATABASE_URL, postgresql://a@b/c, database.url",
    "PARLEY_ADMIN_TOKEN, t, management.token",
    "OPENAI_BASE_URL, http://localhost:11434/v1, model.baseUrl",
    "OPENAI_API_KEY, k, model.apiKey",
    "ANTHROPIC_API_KEY, k, model.anthropicApiKey",
    "PARLEY_HTTP_MAX_BODY_BYTES, 2048, http.maxBodyBytes"
  })
  @DisplayName("have variables of their own names too")
  void ownNames(String variable, String value, String setting) {
    Settings settings = load(Map.of(variable, value)).settings();
    assertThat(read(settings, setting)).isEqualTo(value);
  }

  @Test
  @DisplayName("take a path in a file relative to the root, in a variable to the working directory")
  void paths() throws IOException {
    Files.writeString(edited, "home: there");
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    assertThat(load(Map.of()).settings().home()).isEqualTo(root.resolve("there"));
    assertThat(
            SettingsLoader.load(root, elsewhere, Map.of("PARLEY_HOME", "here")).settings().home())
        .isEqualTo(elsewhere.resolve("here"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bot:\\n  wordPerSecond: 3 | parley.yaml:2: there is no setting bot.wordPerSecond; the nearest is bot.wordsPerSecond.",
        "\\n\\nhtpp:\\n  port: 3 | parley.yaml:3: there is no setting htpp; the nearest is http.",
        "http:\\n  port: many | parley.yaml:2: http.port must be a whole number, not \"many\".",
        "http:\\n  port: 70000 | parley.yaml:2: http.port must be from 0 to 65535, not \"70000\".",
        "bot:\\n  wordsPerSecond: NaN | parley.yaml:2: bot.wordsPerSecond must be a number, not \"NaN\".",
        "limits:\\n  enabled: yes please | parley.yaml:2: limits.enabled must be true or false, not \"yes please\".",
        "turns:\\n  timeout: 2 | parley.yaml:2: turns.timeout must be a duration such as 250ms, 10s or 2m, not \"2\".",
        "logging:\\n  level: LOUD | parley.yaml:2: logging.level must be one of TRACE, DEBUG, INFO, WARN, ERROR, not \"LOUD\".",
        "http:\\n  keepAlive: 80s | parley.yaml:2: http.keepAlive must be shorter than http.idleTimeout, \"75s\" (",
        "http:\\n  idleTimeout: 15s | http.keepAlive must be shorter than http.idleTimeout, \"15s\" (",
        "management:\\n  port: 3000 | parley.yaml:2: management.port must be another port than http.port, \"3000\" (",
        "http:\\n  port: 3001 | management.port must be another port than http.port, \"3001\" (",
        "http: {host: 0.0.0.0, port: 9}\\nmanagement: {port: 9} | must be another port than http.port, \"9\" (",
        "http: {host: 10.0.0.1, port: 9}\\nmanagement: {host: '::', port: 9} | must be another port than http.port, \"9\" (",
        "model:\\n  provider: eliza | parley.yaml:2: model.provider must be one of openai, anthropic, not \"eliza\".",
        "model:\\n  baseUrl: localhost:11434 | parley.yaml:2: model.baseUrl must be an http or https URL without a query, to which Parley adds /chat/completions or /messages, not \"localhost:11434\".",
        "model:\\n  baseUrl: http://a/v1?api-version=1 | parley.yaml:2: model.baseUrl must be an http or https URL without a query",
        "model:\\n  baseUrl: http://a/v1#b | parley.yaml:2: model.baseUrl must be an http or https URL without a query",
        "model:\\n  baseUrl: http://a/v1/chat/completions/ | parley.yaml:2: model.baseUrl must be an http or https URL without",
        "model:\\n  anthropicBaseUrl: http://a/v1/messages | parley.yaml:2: model.anthropicBaseUrl must be an http or https URL without",
        "mail:\\n  from: büro@shop.example | parley.yaml:2: mail.from must be an e-mail address without a name, in ASCII before its @, not \"büro@shop.example\".",
        "management:\\n  token: schlüssel | parley.yaml:2: management.token must be made of visible ASCII characters, without blanks.",
        "management:\\n  token: two words | parley.yaml:2: management.token must be made of visible ASCII characters, without blanks.",
        "http:\\n  port: [1] | parley.yaml:2: http.port must have one value.",
        "http: 3000 | parley.yaml:1: http must hold settings by name.",
        "http:\\n  port: 1\\n  port: 2 | parley.yaml:3: "
      })
  @DisplayName("stop the start when a file is wrong, with its line and what is allowed")
  void wrongFile(String yaml, String message) throws IOException {
    Files.writeString(edited, yaml.replace("\\n", "\n"));
    assertThatThrownBy(() -> load(Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(message.strip());
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 9, 127.0.0.1, 9", "127.0.0.1, 0, 127.0.0.1, 0"})
  @DisplayName(
      "take one port for both sides on addresses of their own, or where the system chooses")
  void onePort(String host, int port, String managementHost, int managementPort) {
    Settings settings =
        load(Map.of(
                "HOST",
                host,
                "PORT",
                "" + port,
                "MANAGEMENT_HOST",
                managementHost,
                "MANAGEMENT_PORT",
                "" + managementPort))
            .settings();
    assertThat(settings.http().port()).isEqualTo(settings.management().port());
  }

  @Test
  @DisplayName("stop the start when a variable is wrong, with its name")
  void wrongVariable() {
    assertThatThrownBy(() -> load(Map.of("PORT", "-1")))
        .isInstanceOf(StartException.class)
        .hasMessage("PORT: http.port must be from 0 to 65535, not \"-1\".");
  }

  @Test
  @DisplayName("stop the start when PARLEY_CONF names no file")
  void missingFile() {
    assertThatThrownBy(() -> load(Map.of("PARLEY_CONF", "nowhere.yaml")))
        .isInstanceOf(StartException.class)
        .hasMessage("PARLEY_CONF: there is no file nowhere.yaml.");
  }

  @Test
  @DisplayName("only warn of an unknown variable, and leave an empty one aside")
  void unknownVariable() {
    SettingsLoader.Loaded loaded =
        load(Map.of("PARLEY_BOT_WORDS_PER_SECONDS", "3", "PORT", "", "PARLEYING", "1"));
    assertThat(loaded.settings().http().port()).isEqualTo(3000);
    assertThat(loaded.warnings())
        .containsExactly(
            "PARLEY_BOT_WORDS_PER_SECONDS is no setting and was not read;"
                + " the nearest is PARLEY_BOT_WORDS_PER_SECOND");
  }

  @ParameterizedTest
  @CsvSource({
    "PARLEY_HTTP_PORT, tcp://10.96.0.7:80",
    "PARLEY_MANAGEMENT_PORT, tcp://10.96.0.7:3001",
    "MANAGEMENT_PORT, udp://10.96.0.7:3001",
    "PARLEY_MAIL_PORT, tcp://[fd00::7]:25"
  })
  @DisplayName(
      "warn of a variable by which Kubernetes tells where a service is, and do not read it")
  void serviceLink(String variable, String value) {
    SettingsLoader.Loaded loaded = load(Map.of(variable, value, "REDIS_PORT", value));
    assertThat(loaded.settings().http().port()).isEqualTo(3000);
    assertThat(loaded.settings().management().port()).isEqualTo(3001);
    assertThat(loaded.warnings())
        .containsExactly(
            variable
                + " was not read: "
                + value
                + " is where a service is, as Kubernetes tells (enableServiceLinks), and no port");
  }

  @Test
  @DisplayName("say nothing of a service that is called parley: none of its variables is a setting")
  void serviceOfOurName() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PARLEY_PORT", "tcp://10.96.0.7:3000");
    environment.put("PARLEY_PORT_3000_TCP", "tcp://10.96.0.7:3000");
    environment.put("PARLEY_PORT_3000_TCP_PROTO", "tcp");
    environment.put("PARLEY_PORT_3000_TCP_PORT", "3000");
    environment.put("PARLEY_PORT_3000_TCP_ADDR", "10.96.0.7");
    environment.put("PARLEY_SERVICE_HOST", "10.96.0.7");
    environment.put("PARLEY_SERVICE_PORT", "3000");
    environment.put("PARLEY_SERVICE_PORT_HTTP", "3000");
    assertThat(load(environment).warnings()).isEmpty();

    environment.put("PARLEY_HTTP_SERVICE_HOST", "10.96.0.8");
    assertThat(load(environment).warnings())
        .singleElement(STRING)
        .startsWith("PARLEY_HTTP_SERVICE_HOST is no setting");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, tcp://10.96.0.7:80",
    "MANAGEMENT_PORT, tcp://10.96.0.7",
    "PARLEY_HTTP_PORT, http://10.96.0.7:80"
  })
  @DisplayName("take for wrong what only resembles such a variable")
  void noServiceLink(String variable, String value) {
    assertThatThrownBy(() -> load(Map.of(variable, value)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("must be a whole number");
  }

  @ParameterizedTest
  @CsvSource({
    "PARLEY_BOT_WORDS, PARLEY_BOT_WORDS_PER_SECOND",
    "PARLEY_PORT, PARLEY_HTTP_PORT",
    "PARLEY_MASK_EMAIL, PARLEY_LOGGING_MASK_EMAIL",
    "PARLEY_HOMES, PARLEY_HOME"
  })
  @DisplayName("name for an unknown variable the one that has its words and more, else the likest")
  void nearestVariable(String unknown, String nearest) {
    assertThat(load(Map.of(unknown, "3")).warnings())
        .containsExactly(unknown + " is no setting and was not read; the nearest is " + nearest);
  }

  @Test
  @DisplayName("of production are valid, and mask addresses")
  void production() {
    Settings settings = load(Map.of("PARLEY_CONF", "conf/production.yaml")).settings();
    assertThat(settings.logging().maskEmail()).isTrue();
  }

  @Test
  @DisplayName("never show a secret")
  void secrets() {
    Settings settings =
        load(Map.of(
                "DATABASE_URL", "postgresql://a:hush@b/c",
                "PARLEY_ADMIN_TOKEN", "hush",
                "OPENAI_API_KEY", "hush",
                "ANTHROPIC_API_KEY", "hush"))
            .settings();
    assertThat(settings.toString()).doesNotContain("hush");
    assertThatThrownBy(() -> load(Map.of("PARLEY_ADMIN_TOKEN", "hüsh")))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("PARLEY_ADMIN_TOKEN: management.token must be ")
        .hasMessageNotContaining("hüsh");
  }

  private SettingsLoader.Loaded load(Map<String, String> environment) {
    return SettingsLoader.load(root, Path.of(""), environment);
  }

  private static String read(Settings settings, String name) {
    return switch (name) {
      case "http.host" -> settings.http().host();
      case "http.port" -> Integer.toString(settings.http().port());
      case "http.maxBodyBytes" -> Integer.toString(settings.http().maxBodyBytes());
      case "management.host" -> settings.management().host();
      case "management.port" -> Integer.toString(settings.management().port());
      case "management.token" -> settings.management().token();
      case "model.baseUrl" -> settings.model().baseUrl();
      case "model.apiKey" -> settings.model().apiKey();
      case "model.anthropicApiKey" -> settings.model().anthropicApiKey();
      default -> settings.database().url();
    };
  }
}
