package dev.parley.widget;

import static org.awaitility.Awaitility.await;

import dev.parley.testing.Browser;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.WebElement;

/** The widget on the page that a browser shows, as a visitor uses it. */
final class Chat {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Browser browser;
  private final String host;

  Chat(Browser browser) {
    this(browser, "parley-chat");
  }

  /**
   * @param host which one, as a CSS selector
   */
  Chat(Browser browser, String host) {
    this.browser = browser;
    this.host = host;
  }

  private SearchContext root() {
    return await("the widget")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> browser.driver().findElement(By.cssSelector(host)).getShadowRoot(),
            root -> !root.findElements(By.cssSelector(".launcher")).isEmpty());
  }

  WebElement find(String css) {
    return root().findElement(By.cssSelector(css));
  }

  List<WebElement> all(String css) {
    return root().findElements(By.cssSelector(css));
  }

  /** Clicks the round button. */
  Chat open() {
    find(".launcher").click();
    await().atMost(PATIENCE).until(this::isOpen);
    return this;
  }

  boolean isOpen() {
    return find(".panel").isDisplayed();
  }

  /** Writes something, and sends it by Enter. */
  Chat say(String text) {
    write(text);
    find("textarea").sendKeys(Keys.ENTER);
    return this;
  }

  Chat write(String text) {
    find("textarea").sendKeys(text);
    return this;
  }

  /** The texts of the answers as they are seen now. */
  List<String> answers() {
    return texts(".answer .bot");
  }

  /** What the visitor said. */
  List<String> said() {
    return texts(".mine");
  }

  /** In one go, since the page may change meanwhile, once the widget is there. */
  List<String> texts(String css) {
    root();
    List<?> texts =
        (List<?>)
            browser.run(
                """
                const root = document.querySelector(arguments[0]).shadowRoot;
                return [...root.querySelectorAll(arguments[1])].map(it => {
                  const copy = it.cloneNode(true);
                  copy.querySelectorAll('.unseen').forEach(hidden => hidden.remove());
                  return copy.textContent;
                });
                """,
                host,
                css);
    return texts.stream().map(String::valueOf).toList();
  }

  /** Waits until the last answer is over, and is this text. */
  Chat awaitAnswer(String text) {
    await("the answer " + text)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<String> answers = answers();
              org.assertj.core.api.Assertions.assertThat(answers).isNotEmpty();
              org.assertj.core.api.Assertions.assertThat(answers.get(answers.size() - 1))
                  .isEqualTo(text);
            });
    awaitIdle();
    return this;
  }

  /** Waits until nothing is under way. */
  Chat awaitIdle() {
    await("the end of the answer")
        .atMost(PATIENCE)
        .until(() -> !all(".exchange:last-child .foot").isEmpty());
    return this;
  }

  /** The HTML of the last answer, as the browser has it. */
  String answerHtml() {
    return (String)
        browser.run(
            """
        const root = document.querySelector(arguments[0]).shadowRoot;
        return [...root.querySelectorAll('.answer .bot')].pop()?.innerHTML ?? '';
        """,
            host);
  }
}
