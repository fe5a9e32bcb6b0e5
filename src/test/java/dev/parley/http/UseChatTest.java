package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.AddressRanges;
import dev.parley.settings.HttpSettings;
import dev.parley.testing.NodePackages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The npm package {@code ai}, as it is, talks to the real HTTP verticle: {@code src/test/node}. */
class UseChatTest {

  private NodePackages node;
  private HttpFixture http;
  private ScriptControl control;

  @BeforeEach
  void start() throws Exception {
    node = NodePackages.install(Path.of("src", "test", "node"), Path.of("target", "node"));
    HttpSettings signsOfLife =
        HttpFixture.settings(Duration.ofMillis(200), AddressRanges.NONE, true);
    http = new HttpFixture(signsOfLife, HttpFixture.NO_LIMITS);
    control = new ScriptControl(http);
  }

  @AfterEach
  void stop() {
    if (http != null) {
      http.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"conversation", "errors", "resume", "retry", "former-widget"})
  @DisplayName("useChat's own core holds a conversation with us, in all that it can")
  void useChat(String script) throws Exception {
    String printed =
        node.test(
            script + ".test.mjs",
            Map.of(
                "PARLEY_URL", "http://127.0.0.1:" + http.port(),
                "PARLEY_CONTROL", "http://127.0.0.1:" + control.port()));
    assertThat(printed).containsPattern("pass [1-9]").contains("fail 0");
  }
}
