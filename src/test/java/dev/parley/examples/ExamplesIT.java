package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.Parley;
import dev.parley.domain.DemoDomain;
import dev.parley.settings.Settings;
import dev.parley.settings.SettingsLoader;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.Said;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In a Parley of one's own")
class ExamplesIT {

  private static ParleyHome home;
  private static Parley parley;
  private static ChatClient visitors;

  @BeforeAll
  static void start() throws Exception {
    home = ParleyHome.create();
    Map<String, String> environment =
        Map.of("PARLEY_HOME", home.folder().toString(), "PORT", "0", "MANAGEMENT_PORT", "0");
    Settings settings = SettingsLoader.load(home.folder(), environment).settings();
    parley = get(Parley.start(settings));
    visitors = new ChatClient();
  }

  @AfterAll
  static void stop() throws Exception {
    visitors.close();
    get(parley.stop());
    home.close();
  }

  @Test
  @DisplayName("a verticle greets every customer who is new, once")
  void greeter() throws Exception {
    List<String> greetings = new CopyOnWriteArrayList<>();
    get(parley.deploy(new GreeterVerticle(greetings::add)));

    assertThat(say("laptop", "My email is ann@example.com").finished()).isTrue();
    assertThat(say("phone", "My email is ann@example.com").finished()).isTrue();
    assertThat(say("laptop", "Hello again").finished()).isTrue();
    assertThat(say("desk", "My email is bob@example.com").finished()).isTrue();

    await().until(() -> greetings.contains("Welcome, bob@example.com!"));
    assertThat(greetings).containsExactly("Welcome, ann@example.com!", "Welcome, bob@example.com!");
  }

  @Test
  @DisplayName("a verticle asks over the bus, and hears the answer to its end")
  void question() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    get(parley.deploy(new QuestionVerticle(DemoDomain.ID, "What does Parley store?", heard::add)));

    await().until(() -> heard.contains("[complete]"));

    assertThat(heard).last().isEqualTo("[complete]");
    assertThat(String.join("", heard)).contains("the answers you get");
    assertThat(heard.size()).as("pieces").isGreaterThan(2);
  }

  private static Said say(String visitor, String message) {
    return visitors.say(parley.port(), DemoDomain.ID, visitor, message).await();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
