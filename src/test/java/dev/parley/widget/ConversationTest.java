package dev.parley.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.http.ScriptedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;

@DisplayName("A conversation in a browser")
class ConversationTest extends WithWidget {

  /** Speaks to the page's widget as its other tabs do. */
  private static final String OTHER_TAB =
      "window.other = new BroadcastChannel(Object.keys(localStorage).find(it => it.startsWith('parley')))";

  private final AtomicReference<ScriptedServer.Speaker> bot = new AtomicReference<>();
  private Chat chat;

  @BeforeEach
  void open() {
    browser.open("about:blank"); // or the page before would go on with what it has not sent yet
    parley.forget();
    parley.onQuestion(bot::set);
    bot.set(null);
    browser.offline(false);
    String page = pages.put("shop", Pages.html("en", "", tag()));
    browser.openAfresh(page);
    chat = new Chat(browser).open();
  }

  private ScriptedServer.Speaker bot() {
    await().until(() -> bot.get() != null);
    return bot.getAndSet(null);
  }

  @Test
  @DisplayName("shows the message at once, a typing sign, and the answer as it grows")
  void grows() {
    chat.say("Hello");

    await().untilAsserted(() -> assertThat(chat.said()).containsExactly("Hello"));
    await()
        .untilAsserted(
            () -> assertThat(chat.find(".exchange").getDomProperty("innerHTML")).contains("dots"));
    ScriptedServer.Speaker answer = bot().say("Good");
    await().until(() -> chat.answers().equals(List.of("Good")));
    answer.say(" day").end();
    chat.awaitAnswer("Good day");
    assertThat(chat.all(".dots")).isEmpty();
    assertThat(parley.messages()).containsExactly("Hello");
  }

  @Test
  @DisplayName("makes a new line by Shift and Enter, and sends both lines by Enter")
  void twoLines() {
    chat.find("textarea").sendKeys("One", Keys.chord(Keys.SHIFT, Keys.ENTER), "two", Keys.ENTER);

    bot().say("Yes").end();
    chat.awaitAnswer("Yes");
    assertThat(parley.messages()).containsExactly("One\ntwo");
  }

  @Test
  @DisplayName("is stopped by its button, and keeps what was said")
  void stops() {
    chat.say("Hello");
    bot().say("Good");
    await().until(() -> chat.answers().equals(List.of("Good")));

    chat.find("[data-does=stop]").click();

    chat.awaitAnswer("Good");
    assertThat(chat.texts(".note")).containsExactly("Stopped");
  }

  @Test
  @DisplayName("is tried again by a button after an answer broke off, as the same message")
  void retries() {
    chat.say("Hello");
    bot().say("Go").fail();
    await().until(() -> !chat.all(".retry").isEmpty());

    chat.find(".retry").click();

    bot().say("Good day").end();
    chat.awaitAnswer("Good day");
    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(parley.asked()).isEqualTo(2);
  }

  @Test
  @DisplayName("takes a double click on its button for one")
  void doubleClick() {
    chat.write("Hello");
    chat.find("[data-does=send]").click();
    await().until(() -> !chat.all("[data-does=stop]").isEmpty());
    browser.run(
        """
        const button = document.querySelector('parley-chat').shadowRoot.querySelector('[data-does=stop]');
        button.dispatchEvent(new MouseEvent('click', {detail: 2, bubbles: true, cancelable: true}));
        """);
    bot().say("Good day").end();

    chat.awaitAnswer("Good day");
    assertThat(chat.all(".note")).isEmpty();
    assertThat(parley.messages()).containsExactly("Hello");
  }

  @Test
  @DisplayName("keeps the focus when the button that had it goes")
  void focusStays() {
    chat.say("Hello");
    bot().say("Go").fail();
    await().until(() -> !chat.all(".retry").isEmpty());
    chat.find(".retry").sendKeys(Keys.ENTER);
    bot().say("Good day").end();
    chat.awaitAnswer("Good day");

    new Actions(browser.driver()).sendKeys(Keys.ESCAPE).perform();
    await().until(() -> !chat.isOpen());
  }

  @Test
  @DisplayName("shows what an answer rests on, as links where they lead somewhere, once")
  void sources() {
    chat.say("When are you open?");
    bot()
        .say("9 to 17.")
        .source("Shop › <b>Hours</b>", "https://shop.example/hours")
        .source("Shop", null)
        .source("Evil", "javascript:window.harmed=1")
        .end();
    chat.awaitAnswer("9 to 17.");

    assertThat(chat.texts(".sources li")).containsExactly("Shop › <b>Hours</b>", "Shop", "Evil");
    assertThat(chat.all(".sources a")).hasSize(1);
    assertThat(chat.find(".sources a").getDomProperty("href"))
        .isEqualTo("https://shop.example/hours");
    assertThat(chat.find(".sources a").getDomAttribute("rel"))
        .isEqualTo("noopener noreferrer nofollow ugc");
    browser.driver().navigate().refresh();
    await().until(() -> chat.texts(".sources li").size() == 3);
  }

  @Test
  @DisplayName("is rated by thumbs, which the keyboard reaches, and which may change their mind")
  void thumbs() {
    chat.say("Hello");
    bot().say("Good day").end();
    chat.awaitAnswer("Good day");

    chat.find(".thumb.down").click();
    await().until(() -> parley.ratings().equals(List.of("down")));
    chat.find(".thumb.up").sendKeys(Keys.ENTER);

    await().until(() -> parley.ratings().equals(List.of("down", "up")));
    assertThat(chat.find(".thumb.up").getDomAttribute("aria-pressed")).isEqualTo("true");
    assertThat(chat.find(".thumb.down").getDomAttribute("aria-pressed")).isEqualTo("false");
    assertThat(
            browser.run(
                "return document.querySelector('parley-chat').shadowRoot.activeElement.className"))
        .as("where the focus is")
        .isEqualTo("icon thumb up");
  }

  @Test
  @DisplayName("survives a reload with its draft, and goes on in the middle of an answer")
  void reload() {
    chat.say("Hello");
    ScriptedServer.Speaker answer = bot().say("One");
    await().until(() -> chat.answers().equals(List.of("One")));
    chat.write("half a thou");

    browser.driver().navigate().refresh();

    await().until(() -> chat.isOpen());
    assertThat(chat.find("textarea").getDomProperty("value")).isEqualTo("half a thou");
    assertThat(chat.said()).containsExactly("Hello");
    answer.say(" two").end();
    chat.awaitAnswer("One two");
    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(parley.asked()).isEqualTo(1);
  }

  @Test
  @DisplayName("writes down nothing at a page's end that its site has thrown away meanwhile")
  void thrownAwayBySite() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    String clears = "<script>addEventListener('pagehide', () => localStorage.clear())</script>";
    browser.openAfresh(pages.put("clears", Pages.html("en", clears, tag())));
    chat.open().say("My secret").awaitAnswer("To My secret");

    browser.driver().navigate().refresh();

    chat.find(".launcher");
    assertThat(browser.run("return Object.keys(localStorage)")).isEqualTo(List.of());
    chat.open().say("Hello").awaitAnswer("To Hello");
    assertThat(chat.said()).containsExactly("Hello");
    assertThat(parley.visitors()).hasSize(2);
  }

  @Test
  @DisplayName("says that it is offline, and sends later what was written meanwhile, in its order")
  void offline() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    browser.offline(true);
    chat.say("one").say("two");

    await().until(() -> chat.find(".away").isDisplayed());
    assertThat(chat.said()).containsExactly("one", "two");
    assertThat(parley.messages()).isEmpty();
    browser.offline(false);

    chat.awaitAnswer("To two");
    assertThat(parley.messages()).containsExactly("one", "two");
    await().until(() -> !chat.find(".away").isDisplayed());
  }

  @Test
  @DisplayName("shows one answer and no mixture when it was asked for afresh while nobody looked")
  void askedAfreshElsewhere() throws Exception {
    String page = browser.driver().getCurrentUrl();
    chat.say("Hello");
    ScriptedServer.Speaker first = bot().say("Good day");
    await().until(() -> chat.answers().equals(List.of("Good day")));
    Object messageId =
        browser.run(
            """
            const key = Object.keys(localStorage).find(it => it.startsWith('parley'));
            return JSON.parse(localStorage.getItem(key)).log[0].id;
            """);
    browser.open("about:blank");
    first.fail();
    Future<HttpResponse<String>> elsewhere = sendAgain(messageId);
    bot().say("Hello, what can I do for you?").end();
    assertThat(elsewhere.get(15, TimeUnit.SECONDS).headers().firstValue("Parley-Attempt"))
        .contains("2");

    browser.open(page);

    chat.awaitAnswer("Hello, what can I do for you?");
    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(parley.asked()).isEqualTo(2);
  }

  /** As another tab does, in which the visitor presses “Try again”. */
  private Future<HttpResponse<String>> sendAgain(Object messageId) {
    String visitor = parley.visitors().iterator().next();
    String body =
        """
        {"domainId": "%s", "anonymousId": "%s", "messageId": "%s", "message": "Hello"}
        """
            .formatted(DOMAIN, visitor, messageId);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(parley.url() + "/api/bot/stream"))
            .POST(BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
  }

  @Test
  @DisplayName("is the same in a second tab, which goes on with it when the first one is closed")
  void secondTab() {
    String page = browser.driver().getCurrentUrl();
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    String second = browser.driver().getWindowHandle();
    browser.open(page);
    await().until(() -> chat.isOpen());
    browser.driver().switchTo().window(first);
    chat.say("Hello");
    ScriptedServer.Speaker answer = bot().say("One");

    browser.driver().switchTo().window(second);
    await().until(() -> chat.said().equals(List.of("Hello")));
    await().until(() -> chat.answers().equals(List.of("One")));
    browser.driver().switchTo().window(first);
    browser.driver().close();
    browser.driver().switchTo().window(second);

    answer.say(" two").end();
    chat.awaitAnswer("One two");
    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(parley.asked()).isEqualTo(1);
  }

  @Test
  @DisplayName("is one visitor's in two tabs, and is stopped from either of them, without a hole")
  void stoppedFromTheSecondTab() {
    String page = browser.driver().getCurrentUrl();
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    browser.open(page);
    String second = browser.driver().getWindowHandle();
    await().until(() -> chat.isOpen());
    browser.driver().switchTo().window(first);
    chat.say("Hello");
    ScriptedServer.Speaker answer = bot().say("One");
    browser.driver().switchTo().window(second);
    await().until(() -> chat.answers().equals(List.of("One")));

    chat.find("[data-does=stop]").click();

    chat.awaitAnswer("One");
    assertThat(chat.texts(".note")).containsExactly("Stopped");
    answer.end();
    chat.say("Again");
    bot().say("Two").end();
    chat.awaitAnswer("Two");
    browser.driver().close();
    browser.driver().switchTo().window(first);
    chat.awaitAnswer("Two");
    assertThat(chat.answers()).containsExactly("One", "Two");
    assertThat(parley.visitors()).hasSize(1);
  }

  @Test
  @DisplayName(
      "loses no word by the stop of another tab that has heard less, before its end and after")
  void lateStop() {
    chat.say("Hello");
    ScriptedServer.Speaker answer = bot().say("One").say(" two");
    await().until(() -> chat.answers().equals(List.of("One two")));
    browser.run(OTHER_TAB);
    browser.run(
        """
        window.told = [];
        addEventListener('parley:answer', it => told.push(it.detail.text));
        const {log, visitor, age} = JSON.parse(localStorage.getItem(other.name));
        window.stop = (marker) => {
          other.postMessage({put: {...log[0], answer: 'One', stopping: true}, visitor, age});
          other.postMessage({put: {id: marker, text: marker, turn: '00' + marker, answer: '', status: 'stopped'}, visitor, age});
        };
        stop('a');
        """);
    await().until(() -> chat.said().equals(List.of("a", "Hello")));
    assertThat(chat.answers()).containsExactly("One two");
    answer.end();
    chat.awaitIdle();
    assertThat(chat.texts(".exchange:last-child .note")).containsExactly("Stopped");

    browser.run("stop('b')");

    await().until(() -> chat.said().equals(List.of("a", "b", "Hello")));
    chat.say("Again");
    bot().say("Yes").end();
    chat.awaitAnswer("Yes");
    assertThat(browser.run("return told")).isEqualTo(List.of("One two", "Yes"));
  }

  @Test
  @DisplayName("tells the page that asked of the answer, also when another tab is given it")
  void answerInTheSecondTab() {
    String page = browser.driver().getCurrentUrl();
    String first = browser.driver().getWindowHandle();
    chat.say("one");
    ScriptedServer.Speaker answer = bot().say("To one");
    await().until(() -> chat.answers().equals(List.of("To one")));
    browser.driver().switchTo().newWindow(WindowType.TAB);
    browser.open(page);
    String second = browser.driver().getWindowHandle();
    await().until(() -> chat.isOpen());
    browser.run(
        "window.told = []; addEventListener('parley:answer', it => told.push(it.detail.text))");
    chat.say("two");
    browser.driver().switchTo().window(first);
    await().until(() -> chat.said().equals(List.of("one", "two")));

    answer.end();
    bot().say("To two").end();

    chat.awaitAnswer("To two");
    browser.driver().close();
    browser.driver().switchTo().window(second);
    chat.awaitAnswer("To two");
    await()
        .untilAsserted(() -> assertThat(browser.run("return told")).isEqualTo(List.of("To two")));
  }

  @Test
  @DisplayName(
      "is told in every tab whose it is, so that another visitor sees nothing of it in any")
  void anotherVisitorInTheSecondTab() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    String page = browser.driver().getCurrentUrl();
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    browser.open(page);
    String second = browser.driver().getWindowHandle();
    await().until(() -> chat.isOpen());
    browser.driver().switchTo().window(first);
    browser.run("return parley.setUser({email: 'ada@example.com', userHash: 'abc'})");
    chat.say("I am Ada").awaitAnswer("To I am Ada");
    browser.driver().close();
    browser.driver().switchTo().window(second);
    chat.awaitAnswer("To I am Ada");
    chat.say("Still Ada").awaitAnswer("To Still Ada");
    browser.driver().navigate().refresh();
    await().until(() -> chat.said().size() == 2);

    browser.run("return parley.setUser({email: 'bob@example.com', userHash: 'def'})");

    await().untilAsserted(() -> assertThat(chat.said()).isEmpty());
    chat.say("I am Bob").awaitAnswer("To I am Bob");
    assertThat(parley.visitors()).hasSize(2);
  }

  @Test
  @DisplayName("does not take back what another tab still said as the visitor who has signed out")
  void formerVisitor() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    chat.say("My secret").awaitAnswer("To My secret");
    String former = parley.visitors().iterator().next();
    browser.run(OTHER_TAB);
    browser.run("return parley.reset()");
    await().until(() -> chat.said().isEmpty());

    browser.run(
        "other.postMessage({put: {id: 'm', turn: '0', text: 'My secret', answer: 'It', status: 'complete'}, visitor: arguments[0], age: 1})",
        former);
    chat.say("Hello").awaitAnswer("To Hello");

    assertThat(chat.said()).containsExactly("Hello");
    assertThat(parley.visitors()).hasSize(2);
  }

  @Test
  @DisplayName("agrees on one new visitor with a tab that signs out at the same moment")
  void bothSignOut() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    chat.say("Hello").awaitAnswer("To Hello");
    browser.run(OTHER_TAB);
    browser.run("return parley.reset()");
    await().until(() -> chat.said().isEmpty());

    String least = "00000000-0000-4000-8000-000000000000";
    browser.run("other.postMessage({forget: arguments[0], age: 2})", least);
    chat.say("One").awaitAnswer("To One");
    String most = "ffffffff-ffff-4fff-bfff-ffffffffffff";
    browser.run("other.postMessage({forget: arguments[0], age: 2})", most);
    await().until(() -> chat.said().isEmpty());
    chat.say("Two").awaitAnswer("To Two");

    assertThat(parley.visitors()).hasSize(3).contains(most).doesNotContain(least);
  }

  @Test
  @DisplayName("comes again at a time of its own, never before it may, and leaves no response open")
  void comesAgain() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    browser.run(
        """
        window.waits = [];
        window.left = 0;
        const [later, send] = [setTimeout, fetch];
        Math.random = () => 0.25;
        window.setTimeout = (work, millis) => later(work, waits.push(millis) && millis);
        const gap = new TextEncoder().encode('id: 9\\ndata: {"content": "x"}\\n\\n');
        const replies = [
          new Response('', {status: 503, headers: {'Retry-After': '1'}}),
          new Response(new ReadableStream({start: it => it.enqueue(gap)})),
        ];
        window.fetch = async (url, it) => {
          if (!url.endsWith('/stream') || !replies.length) return send(url, it);
          it.signal.onabort = () => left++;
          return replies.shift();
        };
        """);

    chat.say("Hello").awaitAnswer("To Hello");

    assertThat(browser.run("return waits.filter(it => it === 1375 || it === 750)"))
        .isEqualTo(List.of(1375L, 750L));
    await().until(() -> browser.run("return left").equals(2L));
    assertThat(parley.messages()).containsExactly("Hello");
  }

  @Test
  @DisplayName("keeps a message that was not sent where it was said, until it is sent after all")
  void placeOfWhatWasNotSent() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    browser.run(
        """
        const send = fetch;
        window.fetch = (url, it) => /"message":"(zero|two)"/.test(it?.body)
          ? Promise.resolve(new Response('', {status: 413})) : send(url, it);
        """);
    chat.say("zero").say("one").say("two").say("three").awaitAnswer("To three");

    assertThat(chat.said()).containsExactly("zero", "one", "two", "three");
    browser.driver().navigate().refresh();
    await().until(() -> chat.said().equals(List.of("zero", "one", "two", "three")));
    chat.all(".retry").get(1).click();
    chat.awaitAnswer("To two");
    assertThat(chat.said()).containsExactly("zero", "one", "three", "two");
    assertThat(parley.messages()).containsExactly("one", "three", "two");
  }

  @Test
  @DisplayName(
      "comes no earlier than the server asked for, whatever the visitor does with his tabs")
  void noHurry() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    browser.run(
        """
        window.sent = [];
        const [later, send] = [setTimeout, fetch];
        window.setTimeout = (work, millis) => {
          if (sent.length === 1 && millis > 1000) {
            // As soon as it waits.
            document.dispatchEvent(new Event('visibilitychange'));
            dispatchEvent(new Event('online'));
          }
          return later(work, millis);
        };
        window.fetch = (url, it) => !url.endsWith('/stream') || sent.push(performance.now()) > 1 ? send(url, it)
          : Promise.resolve(new Response('', {status: 429, headers: {'Retry-After': '1'}}));
        """);

    chat.say("Hello").awaitAnswer("To Hello");

    Number waited = (Number) browser.run("return sent[1] - sent[0]");
    assertThat(waited.doubleValue()).isGreaterThan(990);
  }

  @Test
  @DisplayName("waits no longer when another tab has something new to send")
  void newInAnotherTab() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    browser.run(OTHER_TAB);
    browser.run(
        """
        const later = setTimeout;
        window.send = fetch;
        // What is waited for by itself never comes.
        window.setTimeout = (work, millis) => later(work, millis > 200 ? 600_000 : millis);
        window.fetch = () => Promise.reject(new TypeError());
        """);
    chat.say("one");
    await().until(() -> chat.find(".away").isDisplayed());

    browser.run(
        """
        window.fetch = send;
        const {visitor, age} = JSON.parse(localStorage.getItem(other.name));
        other.postMessage({put: {id: 'm', text: 'two', answer: '', status: 'waiting'}, visitor, age});
        """);

    chat.awaitAnswer("To two");
    assertThat(parley.messages()).containsExactly("one", "two");
  }

  @Test
  @DisplayName("stops at once what waits for the time that the server asked for")
  void stopsWhileItWaits() {
    browser.run(
        """
        window.fetch = () => Promise.resolve(new Response('', {status: 429, headers: {'Retry-After': '600'}}));
        """);
    chat.say("Hello");
    await().until(() -> !chat.all("[data-does=stop]").isEmpty());

    chat.find("[data-does=stop]").click();

    await().untilAsserted(() -> assertThat(chat.texts(".note")).containsExactly("Stopped"));
  }

  @Test
  @DisplayName("stops at the server, too, what that has heard although the connection broke")
  void stopsWhatWasHeard() {
    browser.run(
        """
        const send = fetch;
        window.fetch = (url, it) => {
          if (!url.endsWith('/stream')) return send(url, it);
          window.fetch = send;
          return send(url, it).then(() => new Promise((_, lose) => window.lose = () => lose(new TypeError())));
        };
        """);
    chat.say("Hello");
    bot().say("Good");
    await().until(() -> browser.run("return typeof lose").equals("function"));
    chat.find("[data-does=stop]").click();

    browser.run("lose()");

    await().untilAsserted(() -> assertThat(chat.texts(".note")).containsExactly("Stopped"));
    assertThat(chat.answers()).containsExactly("Good");
    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(parley.asked()).isEqualTo(1);
  }

  @Test
  @DisplayName("sends in the end what was written while the server was away, however long that was")
  void awayForLong() {
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    browser.run(
        """
        const [later, send] = [setTimeout, fetch];
        const replies = [502, 503, 504].flatMap(status => Array(5).fill(status));
        // Time flies.
        window.setTimeout = (work, millis) => later(work, millis > 100 && millis < 45_000 ? 1 : millis);
        window.fetch = (url, it) => url.endsWith('/stream') && replies.length
          ? Promise.resolve(new Response('', {status: replies.shift()})) : send(url, it);
        """);

    chat.say("Hello").awaitAnswer("To Hello");

    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(chat.all(".note")).isEmpty();
  }

  /** What the browser keeps is another one when the page is loaded anew. */
  private void reloadWith(String log) {
    browser.run(
        """
        const key = Object.keys(localStorage).find(it => it.startsWith('parley'));
        const kept = JSON.parse(localStorage.getItem(key));
        kept.log = %s;
        addEventListener('pagehide', () => localStorage.setItem(key, JSON.stringify(kept)));
        """
            .formatted(log));
    browser.driver().navigate().refresh();
  }

  @Test
  @DisplayName("goes on when the server does not know the answer any more that was being given")
  void answerIsGone() {
    reloadWith(
        "[{id: 'm', turn: '01a20d72-8725-7001-a9d6-ac0e3878784a', text: 'Hi', answer: 'He', status: 'streaming'}]");
    await().until(() -> chat.said().size() == 1);

    chat.say("Hello");

    bot().say("Good day").end();
    chat.awaitAnswer("Good day");
  }

  @Test
  @DisplayName("begins anew where a page's own toJSON spoilt what was kept")
  void spoiltLog() {
    reloadWith("'[{}]'");

    chat.say("Hello");

    bot().say("Good day").end();
    chat.awaitAnswer("Good day");
  }

  @Test
  @DisplayName("a page that comes back from the browser's cache undoes no sign-out")
  void backFromCache() {
    chat.say("Hello");
    bot().say("Good day").end();
    chat.awaitAnswer("Good day");

    Object age =
        browser.run(
            """
            const key = Object.keys(localStorage).find(it => it.startsWith('parley'));
            const visitor = '22222222-2222-4222-8222-222222222222';
            localStorage.setItem(key, JSON.stringify({visitor, age: 9, isOpen: true, log: []}));
            dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
            dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}));
            return JSON.parse(localStorage.getItem(key)).age;
            """);

    assertThat(age).isEqualTo(9L);
    await().untilAsserted(() -> assertThat(chat.said()).isEmpty());
  }

  @Test
  @DisplayName(
      "a page that comes back from the browser's cache says nothing more of a former visitor")
  void formerVisitorInCache() {
    browser.run("window.send = fetch; window.fetch = () => Promise.reject(new TypeError())");
    chat.say("My secret");
    await().until(() -> chat.find(".away").isDisplayed());

    browser.run(
        """
        const key = Object.keys(localStorage).find(it => it.startsWith('parley'));
        const visitor = '22222222-2222-4222-8222-222222222222';
        localStorage.setItem(key, JSON.stringify({visitor, age: 9, draft: '', isOpen: true, log: []}));
        window.fetch = send;
        dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
        dispatchEvent(new Event('online'));
        """);
    chat.say("Hello");
    bot().say("Good day").end();
    chat.awaitAnswer("Good day");

    assertThat(chat.said()).containsExactly("Hello");
    assertThat(parley.messages()).containsExactly("Hello");
  }

  @Test
  @DisplayName("a page that comes back from the browser's cache goes on with the answer")
  void answerInCache() {
    chat.say("Hello");
    ScriptedServer.Speaker answer = bot().say("One");
    await().until(() -> chat.answers().equals(List.of("One")));

    browser.run("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");

    answer.say(" two").end();
    chat.awaitAnswer("One two");
    assertThat(chat.said()).containsExactly("Hello");
    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(parley.asked()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "a page that comes back from the browser's cache stays open or closed as it is seen, whatever it was on the next page")
  void seenInCache(boolean isOpen) {
    if (!isOpen) {
      browser.run("return parley.close()");
    }

    browser.run(
        """
        const key = Object.keys(localStorage).find(it => it.startsWith('parley'));
        const kept = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...kept, isOpen: !arguments[0]}));
        dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
        """,
        isOpen);

    assertThat(chat.isOpen()).isEqualTo(isOpen);
    if (!isOpen) {
      chat.open();
    }
    chat.say("Hello");
    bot().say("Good day").end();
    chat.awaitAnswer("Good day");
  }

  @Test
  @DisplayName("stays quick with a thousand messages")
  void thousandMessages() {
    browser.run(
        """
        const key = Object.keys(localStorage).find(it => it.startsWith('parley'));
        const kept = JSON.parse(localStorage.getItem(key));
        kept.log = Array.from({length: 500}, (_, n) => ({id: 'm' + n, turn: '00000000-' + String(n).padStart(4, 0),
          text: 'Question ' + n, answer: 'An **answer** of number ' + n + '\\n\\n- one\\n- two', status: 'complete'}));
        addEventListener('pagehide', () => localStorage.setItem(key, JSON.stringify(kept)));
        """);
    browser.driver().navigate().refresh();
    await().until(() -> chat.said().size() == 500);

    chat.say("Hello");

    bot().say("Good day").end();
    chat.awaitAnswer("Good day");
    assertThat(chat.said()).hasSize(501);
    assertThat(chat.find(".exchange:last-child .bot").isDisplayed()).isTrue();
  }
}
