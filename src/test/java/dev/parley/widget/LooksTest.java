package dev.parley.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

@DisplayName("Everybody can use the widget")
class LooksTest extends WithWidget {

  private static final String ANSWER =
      """
      **Yes**, until six in the evening. You find us here:

      - in the *old* harbour, at `pier 3`
      - on [the map](https://example.com/map)

      ```
      Mo-Fr 9-18
      ```
      """;

  @BeforeAll
  static void start() {
    parley.onQuestion(
        answer ->
            answer
                .say(ANSWER)
                .source("Our shop › Opening hours", "https://shop.example/hours")
                .source("Our shop › Where we are", null)
                .end());
  }

  @BeforeEach
  void usual() {
    browser.prefer("prefers-color-scheme", "light");
    browser.size(1280, 900, false);
  }

  private Chat page(String lang, String attributes) {
    browser.openAfresh(pages.put("page-" + lang, Pages.html(lang, "", tag(DOMAIN, attributes))));
    return new Chat(browser);
  }

  private static final String SUGGESTIONS = "data-suggestions='Are you open?|Where are you?'";

  @ParameterizedTest
  @CsvSource({
    "light, en, light, 1280, 900",
    "dark, en, dark, 1280, 900",
    "phone, en, light, 390, 844",
    "phone-dark, en, dark, 390, 844",
    "narrow, de, dark, 320, 560",
    "right-to-left, ar, light, 1280, 900",
    "zoomed, fr, light, 640, 450"
  })
  @DisplayName("without anything that axe-core finds wrong, in every state and size")
  void accessible(String name, String lang, String scheme, int width, int height) throws Exception {
    browser.prefer("prefers-color-scheme", scheme);
    browser.size(width, height, width < 500);
    Chat chat = page(lang, SUGGESTIONS);
    chat.find(".launcher");
    check(name + ", closed");
    chat.open();
    await().until(() -> chat.all(".chips .chip").size() == 2);
    check(name + ", open");
    chat.say("Are you open today?").awaitIdle();
    check(name + ", answered");
    browser.screenshot(name);
    assertThat(overflows()).as("something is wider than the page").isFalse();
  }

  private static boolean overflows() {
    return (Boolean)
        browser.run(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  private static void check(String state) throws IOException {
    if (browser.run("return typeof axe").equals("undefined")) {
      browser.run(resource("/axe.min.js"));
    }
    browser.run(
        "document.querySelector('parley-chat').shadowRoot.getAnimations().forEach(it => it.effect.getComputedTiming().iterations === Infinity || it.finish())");
    Object found =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[0];
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
                  .then(it => done(it.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; '))),
                    it => done(['axe: ' + it]));
                """);
    assertThat((List<?>) found).as(state).isEmpty();
    Map<?, ?> contrast = (Map<?, ?>) browser.run(resource("/contrast.js"), "parley-chat");
    assertThat((List<?>) contrast.get("faults")).as(state).isEmpty();
    assertThat((Long) contrast.get("looked")).as(state).isPositive();
  }

  private static String resource(String name) throws IOException {
    try (InputStream text = LooksTest.class.getResourceAsStream(name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @DisplayName("by the keyboard alone: in, through, out, and back to where it was")
  void keyboard() {
    Chat chat = page("en", SUGGESTIONS);
    WebElement launcher = chat.find(".launcher");
    launcher.sendKeys(Keys.ENTER);
    await().until(chat::isOpen);
    assertThat(focused()).isEqualTo("TEXTAREA");

    chat.find("textarea").sendKeys("Are you open?", Keys.ENTER);
    chat.awaitIdle();
    assertThat(focused()).isEqualTo("TEXTAREA");
    chat.find("textarea").sendKeys(Keys.ESCAPE);

    await().until(() -> !chat.isOpen());
    assertThat(focused()).isEqualTo("BUTTON");
    assertThat(chat.find(".launcher").getDomAttribute("aria-expanded")).isEqualTo("false");
  }

  @Test
  @DisplayName("by the keyboard where it covers the page: round and round, until it is closed")
  void keyboardOnPhone() {
    browser.size(390, 844, true);
    browser.openAfresh(pages.put("own", Pages.html("en", "", "<button>Own</button>" + tag())));
    Chat chat = new Chat(browser).open();
    await().until(() -> "true".equals(chat.find(".panel").getDomAttribute("aria-modal")));

    chat.find(".send").sendKeys(Keys.TAB);

    assertThat(focusedClass()).isEqualTo("icon close");
    chat.find(".close").sendKeys(Keys.chord(Keys.SHIFT, Keys.TAB));
    assertThat(focusedClass()).isEqualTo("icon send");
    browser.size(1280, 900, false);
    await().until(() -> "false".equals(chat.find(".panel").getDomAttribute("aria-modal")));
    chat.find(".send").sendKeys(Keys.TAB);
    assertThat(focusedClass()).isEqualTo("launcher");
  }

  private static String focusedClass() {
    return (String)
        browser.run(
            "return document.querySelector('parley-chat').shadowRoot.activeElement?.className");
  }

  private static String focused() {
    return (String)
        browser.run(
            "return document.querySelector('parley-chat').shadowRoot.activeElement?.tagName");
  }

  @Test
  @DisplayName("a finished answer is announced once, and no piece of it before")
  void announced() {
    Chat chat = page("en", "").open();
    browser.run(
        """
        window.said = [];
        const says = document.querySelector('parley-chat').shadowRoot.querySelector('.unseen[role=status]');
        new MutationObserver(() => said.push(says.textContent)).observe(says, {childList: true, characterData: true, subtree: true});
        """);
    parley.onQuestion(answer -> answer.say("One").say(" two").say(" three").end());

    chat.say("Count").awaitAnswer("One two three");

    await().until(() -> ((List<?>) browser.run("return said")).size() > 0);
    assertThat(browser.run("return said")).isEqualTo(List.of("One two three"));
    assertThat(chat.find("[role=log]").getDomAttribute("aria-live")).isEqualTo("off");

    browser.run("said.length = 0");
    parley.onQuestion(answer -> answer.say("All **at**\n\n- once").end());
    chat.say("Again").awaitIdle();
    await().until(() -> ((List<?>) browser.run("return said")).size() > 0);
    assertThat(browser.run("return said")).isEqualTo(List.of("All at once"));
    parley.onQuestion(
        answer ->
            answer
                .say(ANSWER)
                .source("Our shop › Opening hours", "https://shop.example/hours")
                .source("Our shop › Where we are", null)
                .end());
  }

  @ParameterizedTest
  @CsvSource({
    "en, Send, ltr",
    "de, Senden, ltr",
    "es, Enviar, ltr",
    "fr-CA, Envoyer, ltr",
    "ar, إرسال, rtl",
    "he, שליחה, rtl",
    "ja, 送信, ltr",
    "xx, Send, ltr"
  })
  @DisplayName("in the page's language, and in its direction")
  void languages(String lang, String send, String dir) {
    Chat chat = page(lang, "").open();
    assertThat(chat.find(".send").getDomAttribute("aria-label")).isEqualTo(send);
    assertThat(chat.find(".root").getDomAttribute("dir")).isEqualTo(dir);
    int left = chat.find(".launcher").getLocation().getX();
    assertThat(left < 640).isEqualTo(dir.equals("rtl"));
  }

  @Test
  @DisplayName(
      "with a phone's keyboard open: what is written, and what was said last, stay in sight")
  void phoneKeyboard() {
    browser.size(390, 844, true);
    Chat chat = page("en", "").open();
    chat.say("Are you open?").awaitIdle();

    browser.size(390, 400, true);

    await().until(() -> bottom(chat.find("form")) <= 400);
    assertThat(bottom(chat.find("form"))).isGreaterThan(350);
    assertThat(bottom(chat.find(".exchange:last-child .foot")))
        .isLessThanOrEqualTo(chat.find("form").getRect().getY());
    assertThat(chat.find(".close").getRect().getY()).isBetween(0, 60);
  }

  @Test
  @DisplayName("on a phone's page that two fingers have made larger: its end can be reached")
  void pinched() {
    browser.size(390, 844, true);
    Chat chat = page("en", "").open();

    browser.tell("Emulation.setPageScaleFactor", Map.of("pageScaleFactor", 2));
    browser.tell(
        "Input.synthesizeScrollGesture",
        Map.of("x", 100, "y", 15, "yDistance", -300, "speed", 9000));

    assertThat(((Number) browser.run("return visualViewport.offsetTop")).intValue()).isPositive();
    browser
        .driver()
        .executeAsyncScript(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))");
    Object bottom =
        browser.run(
            "return Math.round(arguments[0].getBoundingClientRect().bottom)", chat.find("form"));
    browser.tell("Emulation.resetPageScaleFactor", Map.of());
    assertThat(bottom).isEqualTo(844L);
  }

  @ParameterizedTest
  @CsvSource({"390, 844, false", "844, 390, false", "1280, 900, true"})
  @DisplayName("closed on a next page that it would cover, open where there is room beside it")
  void nextPage(int width, int height, boolean isOpen) {
    browser.size(width, height, !isOpen);
    Chat chat = page("en", "").open();
    chat.say("Where is it?").awaitIdle();

    browser.open(pages.put("next", Pages.html("en", "", tag())));

    await().until(() -> chat.find(".launcher").getDomAttribute("aria-expanded") != null);
    assertThat(chat.isOpen()).isEqualTo(isOpen);
    assertThat(chat.find(".launcher").isDisplayed()).isTrue();
    browser.run("return parley.open()");
    await().until(chat::isOpen);
    assertThat(chat.said()).containsExactly("Where is it?");
  }

  private static int bottom(WebElement element) {
    return element.getRect().getY() + element.getRect().getHeight();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reduce", "no-preference"})
  @DisplayName("without motion for whoever wants none")
  void motion(String preference) {
    browser.prefer("prefers-reduced-motion", preference);
    Chat chat = page("en", "").open();
    Object animation =
        browser.run("return getComputedStyle(arguments[0]).animationName", chat.find(".panel"));
    assertThat(animation).isEqualTo(preference.equals("reduce") ? "none" : "rise");
  }
}
