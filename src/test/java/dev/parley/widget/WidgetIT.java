package dev.parley.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Browser;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.TcpProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's page and the widget on it, at the whole program")
class WidgetIT {

  private static final String QUESTION = "Does it need an API key?";

  private Browser browser;
  private ParleyHome home;
  private ParleyProcess parley;

  @BeforeEach
  void start() {
    browser = Browser.start();
    home = ParleyHome.create();
    parley = start(Map.of("PARLEY_BOT_WORDS_PER_SECOND", "20"));
  }

  private ParleyProcess start(Map<String, String> settings) {
    return ParleyProcess.start(home, settings);
  }

  @AfterEach
  void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (parley != null) {
      parley.close();
      home.close();
    }
  }

  private Chat open(int port) {
    browser.openAfresh("http://127.0.0.1:" + port + "/");
    return new Chat(browser).open();
  }

  @Test
  @DisplayName("a visitor gives his address, and sees the server's heart beat")
  void demo() {
    browser.size(1600, 900, false);
    Chat chat = open(parley.port());
    await()
        .until(() -> browser.run("return document.querySelector('.live') !== null").equals(true));

    chat.say("My email is ada@example.com").awaitIdle();
    chat.say(QUESTION).awaitIdle();

    await().until(() -> events().contains("Customer created a***@example.com"));
    await().until(() -> events().contains("Answer stored"));
    assertThat(events()).doesNotContain("ada@example.com");
    browser.screenshot("demo");
    browser.run("document.getElementById('race').click()");
    await().atMost(Duration.ofSeconds(20)).until(() -> racers("found, .raced, .created") == 16);
    assertThat(racers("created")).as("customers that were made").isEqualTo(1);
    browser.prefer("prefers-color-scheme", "dark");
    browser.screenshot("demo-dark");
    browser.size(390, 844, true);
    browser.screenshot("demo-phone");
  }

  private static final String RACERS =
      """
      return [...document.querySelectorAll(arguments[0])].filter(it => it.textContent.includes('r***@')).length
      """;

  /** How many events there are of that kind, of those who gave the race's address. */
  private long racers(String kinds) {
    return (Long) browser.run(RACERS, "." + kinds);
  }

  private String events() {
    return String.valueOf(browser.run("return document.getElementById('events').textContent"));
  }

  @Test
  @DisplayName(
      "a connection that breaks in the middle of a word is resumed, and nothing is doubled")
  void cut() {
    try (TcpProxy network = TcpProxy.before("127.0.0.1", parley.port())) {
      Chat chat = open(network.port());
      chat.say(QUESTION);
      for (int length : new int[] {20, 60, 120}) {
        awaitLength(chat, length);
        network.set(TcpProxy.Mode.CUT);
        await().until(() -> chat.find(".away").isDisplayed());
        network.set(TcpProxy.Mode.OPEN);
      }
      chat.awaitIdle();

      String heard = chat.answerHtml();

      assertThat(heard).isEqualTo(afresh(chat));
    }
  }

  /** The same answer, of which nothing was lost. */
  private String afresh(Chat chat) {
    chat.say(QUESTION);
    await().until(() -> chat.said().size() == 2);
    chat.awaitIdle();
    return chat.answerHtml();
  }

  private static void awaitLength(Chat chat, int length) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> chat.answers().stream().anyMatch(it -> it.length() >= length));
  }

  @Test
  @DisplayName(
      "a server that is killed in the middle of an answer comes back, and the answer with it, once")
  void killed() throws Exception {
    Map<String, String> samePort = new HashMap<>();
    samePort.put("PORT", Integer.toString(parley.port()));
    samePort.put("PARLEY_BOT_WORDS_PER_SECOND", "20");
    Chat chat = open(parley.port());
    chat.say(QUESTION);
    awaitLength(chat, 40);

    parley.kill();
    await().until(() -> chat.find(".away").isDisplayed());
    parley = start(samePort);

    await().atMost(Duration.ofSeconds(60)).until(() -> !chat.all(".thumb").isEmpty());
    String heard = chat.answerHtml();
    assertThat(chat.said()).containsExactly(QUESTION);
    assertThat(heard).isEqualTo(afresh(chat));
    assertThat(home.queryText("SELECT count(*) FROM chat_message WHERE role = 'user'"))
        .isEqualTo("2");
  }
}
