package dev.parley.widget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.parley.http.ScriptedServer;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.logging.LogType;

@DisplayName("The widget on somebody else's page")
class EmbedTest extends WithWidget {

  private static final String OTHER_DOMAIN = "22222222-2222-4222-8222-222222222222";

  @BeforeEach
  void afresh() {
    parley.forget();
    parley.onQuestion(answer -> answer.say("To " + answer.question()).end());
    browser.driver().manage().logs().get(LogType.BROWSER);
  }

  @Test
  @DisplayName("works where nothing inline is allowed, no eval, and no HTML from strings")
  void strictPolicy() {
    browser.openAfresh(
        pages.put(
            "strict",
            Pages.html("en", "", tag()),
            "default-src 'none'; script-src %s; connect-src %s; require-trusted-types-for 'script'; trusted-types 'none'"
                .formatted(parley.url(), parley.url())));
    Chat chat = new Chat(browser).open();

    chat.say("Hi").awaitAnswer("To Hi");

    assertThat(chat.find(".launcher").getSize()).isEqualTo(new Dimension(60, 60));
    assertThat(browser.driver().manage().logs().get(LogType.BROWSER).getAll())
        .noneMatch(it -> it.getMessage().contains("Content Security Policy"));
  }

  @Test
  @DisplayName("looks and works the same under CSS that means it ill")
  void hostileCss() {
    String plain = pages.put("plain", Pages.html("en", "", tag()));
    browser.openAfresh(plain);
    Object wanted = measures(new Chat(browser).open());
    browser.openAfresh(
        pages.put(
            "hostile",
            Pages.html(
                "en",
                """
                <style>
                * { all: unset !important; font: 40px/3 fantasy !important; color: red !important; float: left !important;
                    letter-spacing: 9px !important; text-transform: uppercase !important; direction: rtl !important; }
                html > *, parley-chat, [domain-id] { display: none !important; position: static !important; opacity: 0.1 !important;
                    transform: rotate(30deg) !important; visibility: hidden !important; pointer-events: none !important;
                    width: 1px !important; height: 1px !important; overflow: hidden !important; zoom: 3 !important; }
                body { filter: blur(3px); transform: scale(0.5); }
                button, textarea { border: 9px solid red !important; }
                </style>
                """,
                tag())));

    Chat chat = new Chat(browser).open();

    assertThat(measures(chat)).isEqualTo(wanted);
    chat.say("Hi").awaitAnswer("To Hi");
    browser.screenshot("hostile");
  }

  private static Object measures(Chat chat) {
    await().until(() -> chat.find(".panel").getSize().getHeight() > 0);
    return browser.run(
        """
        const root = document.querySelector('parley-chat').shadowRoot;
        root.getAnimations?.().forEach(it => it.finish());
        document.getAnimations().forEach(it => it.finish());
        return JSON.stringify(['.launcher', '.panel', 'h2', '.bot', 'textarea', '.send'].map(css => {
          const it = root.querySelector(css);
          const box = it.getBoundingClientRect();
          const style = getComputedStyle(it);
          return [css, Math.round(box.x), Math.round(box.y), Math.round(box.width), Math.round(box.height),
            style.color, style.fontSize, style.fontFamily, style.letterSpacing, style.textTransform, style.visibility];
        }));
        """);
  }

  @Test
  @DisplayName("leaks nothing: no style, no global but parley, no key that is typed into it")
  void leaks() {
    browser.openAfresh(
        pages.put(
            "leaks",
            Pages.html(
                "en",
                "<script>window.before = new Set(Object.keys(window)); window.keys = [];"
                    + "document.addEventListener('keydown', it => keys.push(it.key));"
                    + "document.addEventListener('click', it => keys.push('click'));</script>",
                "<button id=own>Own</button>" + tag())));
    Object style =
        browser.run(
            "return getComputedStyle(document.getElementById('own')).cssText + document.styleSheets.length");
    Chat chat = new Chat(browser).open();

    chat.say("abc").awaitAnswer("To abc");

    assertThat(browser.run("return keys")).isEqualTo(List.of());
    assertThat(
            browser.run(
                "return Object.keys(window).filter(it => !before.has(it) && it !== 'before' && it !== 'keys' && !/^(ret_nodes|se_)/.test(it))"))
        .isEqualTo(List.of("parley"));
    assertThat(
            browser.run(
                "return getComputedStyle(document.getElementById('own')).cssText + document.styleSheets.length"))
        .isEqualTo(style);
  }

  @Test
  @DisplayName("is there twice, for two domains, each with its own conversation")
  void twice() {
    browser.openAfresh(
        pages.put("twice", Pages.html("en", "", tag() + tag(OTHER_DOMAIN, "data-name='Other'"))));
    Chat one = new Chat(browser, "[domain-id='" + DOMAIN + "']");
    Chat other = new Chat(browser, "[domain-id='" + OTHER_DOMAIN + "']");
    one.open().say("one").awaitAnswer("To one");

    other.open();

    await().until(() -> !one.isOpen());
    assertThat(other.said()).isEmpty();
    other.say("other").awaitAnswer("To other");
    assertThat(one.said()).containsExactly("one");
    int apart =
        one.find(".launcher").getLocation().getX() - other.find(".launcher").getLocation().getX();
    assertThat(Math.abs(apart)).isGreaterThanOrEqualTo(60);
  }

  @Test
  @DisplayName("works in a frame, also in one that has no origin and so no storage")
  void frames() {
    String inner = pages.put("inner", Pages.html("en", "", tag()));
    for (String sandbox : List.of("", "sandbox='allow-scripts'")) {
      browser.openAfresh(
          pages.put(
              "outer",
              Pages.html(
                  "en",
                  "",
                  "<iframe width=600 height=700 title=Shop src='%s' %s></iframe>"
                      .formatted(inner, sandbox))));
      browser.driver().switchTo().frame(0);
      new Chat(browser).open().say("Hi").awaitAnswer("To Hi");
      browser.driver().switchTo().defaultContent();
    }
  }

  @Test
  @DisplayName(
      "is told by the page's own script what to do, also before it is there, and tells what happens")
  void ownScript() {
    browser.openAfresh(
        pages.put(
            "script",
            Pages.html(
                "en",
                "<script>window.told = [];"
                    + "for (const it of ['open', 'close', 'message', 'answer']) addEventListener('parley:' + it,"
                    + " e => told.push(it + ' ' + (e.detail?.text ?? '')));"
                    + "window.parley = [['ask', 'early']];</script>",
                tag())));
    Chat chat = new Chat(browser);

    await().until(chat::isOpen);
    chat.awaitAnswer("To early");
    browser.run("parley.ask('late')");
    chat.awaitAnswer("To late");
    browser.run("parley.close()");

    await().until(() -> !chat.isOpen());
    assertThat(browser.run("return told"))
        .isEqualTo(
            List.of(
                "open ",
                "message early",
                "answer To early",
                "message late",
                "answer To late",
                "close "));
    browser.run("return parley.open()");
    await().until(chat::isOpen);
    browser.run("return parley.reset()");
    await().until(() -> chat.said().isEmpty());
  }

  @Test
  @DisplayName("is there once, however often its tag is run, and takes what is said to it later")
  void onceOnly() {
    browser.openAfresh(pages.put("twice", Pages.html("en", "", tag() + tag())));
    Chat chat = new Chat(browser).open();
    browser.run(
        """
        const tag = document.querySelector('script[data-domain-id]');
        const again = document.createElement('script');
        again.src = tag.src;
        Object.assign(again.dataset, tag.dataset);
        window.again = new Promise(done => again.onload = done);
        document.body.append(again);
        """);
    browser.run("return again");
    browser.run("(window.parley ||= []).push(['ask', 'later'])");

    chat.awaitAnswer("To later");
    assertThat(browser.run("return document.querySelectorAll('parley-chat').length")).isEqualTo(1L);
  }

  @Test
  @DisplayName("is there once, also when another version of its files comes, as after an update")
  void otherVersion() {
    browser.openAfresh(pages.put("version", Pages.html("en", "", tag())));
    Chat chat = new Chat(browser).open();

    Object chats =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[0];
                const tag = document.querySelector('script[data-domain-id]');
                import(new URL('widget/0123456789abcdef/chat.js', tag.src)).then(({embed}) => {
                  embed(tag);
                  done(document.querySelectorAll('parley-chat').length);
                });
                """);

    assertThat(chats).isEqualTo(1L);
    assertThat(chat.isOpen()).isTrue();
  }

  @Test
  @DisplayName("is made again by what the page says to it, when the page has thrown it away")
  void thrownAway() {
    browser.openAfresh(pages.put("away", Pages.html("en", "", tag())));
    new Chat(browser).find(".launcher");
    browser.run("document.querySelector('parley-chat').remove()");

    browser.run("return parley.ask('Hi')");

    new Chat(browser).awaitAnswer("To Hi");
    assertThat(browser.run("return document.querySelectorAll('parley-chat').length")).isEqualTo(1L);
  }

  @Test
  @DisplayName(
      "leaves nothing running, however often the page throws it away, and what is kept goes on")
  void thrownAwayAgainAndAgain() {
    browser.openAfresh(
        pages.put(
            "again",
            Pages.html(
                "en",
                """
                <script>
                window.channels = 0;
                window.BroadcastChannel = class extends BroadcastChannel {
                  constructor(name) { super(name); channels++; }
                  close() { super.close(); channels--; }
                };
                </script>
                """,
                tag())));
    Chat chat = new Chat(browser).open().say("Hi").awaitAnswer("To Hi");
    for (int i = 0; i < 5; i++) {
      browser.run("document.querySelector('parley-chat').remove(); return parley.open()");
    }
    await().until(() -> browser.run("return channels").equals(1L));
    assertThat(chat.said()).containsExactly("Hi");
    chat.say("More").awaitAnswer("To More");
  }

  @Test
  @DisplayName("goes on where the page moves it, and when it comes back later")
  void movedAndBack() {
    browser.openAfresh(pages.put("moved", Pages.html("en", "", "<aside></aside>" + tag())));
    Chat chat = new Chat(browser).open().say("Hi").awaitAnswer("To Hi");

    browser.run("document.querySelector('aside').append(document.querySelector('parley-chat'))");
    chat.say("Moved").awaitAnswer("To Moved");
    browser.run(
        """
        window.kept = document.querySelector('parley-chat');
        kept.remove();
        return new Promise((wake) => setTimeout(wake)).then(() => document.body.append(kept));
        """);

    assertThat(chat.said()).containsExactly("Hi", "Moved");
    chat.say("Back").awaitAnswer("To Back");
    assertThat(chat.all(".launcher")).hasSize(1);
  }

  @Test
  @DisplayName("is asked for again when the request for it is lost")
  void lostRequest() {
    String loader = parley.get("/widget.js");
    String module = loader.replaceFirst("(?s).*\"(widget/[0-9a-f]{16}/chat\\.js)\".*", "$1");
    pages.put("widget.js", loader);
    browser.openAfresh(
        pages.put(
            "lost",
            Pages.html(
                "en",
                "",
                "<script src='widget.js' data-domain-id='" + DOMAIN + "' async></script>")));
    await().until(() -> pages.asked().contains("/" + module));
    assertThat(browser.run("return !document.querySelector('parley-chat')")).isEqualTo(true);

    pages.put(module, parley.get("/" + module));

    new Chat(browser).find(".launcher");
  }

  @Test
  @DisplayName("is loaded by an import as well, where the page has the element itself")
  void imported() {
    browser.openAfresh(
        pages.put(
            "imported",
            Pages.html(
                "en",
                "",
                "<parley-chat domain-id='%s'></parley-chat><script type='module'>import('%s/widget.js')</script>"
                    .formatted(DOMAIN, parley.url()))));

    new Chat(browser).open().say("Hi").awaitAnswer("To Hi");
  }

  @Test
  @DisplayName("leaves the focus where it is when the page closes what is closed")
  void closeKeepsFocus() {
    browser.openAfresh(pages.put("focus", Pages.html("en", "", "<input id='own'>" + tag())));
    new Chat(browser).find(".launcher");
    browser.run("document.getElementById('own').focus(); return parley.close()");

    assertThat(browser.run("return document.activeElement.id")).isEqualTo("own");
  }

  /** Stands before what the server would say; keeps what it is sent. */
  private static final String FAKE =
      """
      <script>
      window.sent = [];
      window.fakes = %s;
      const real = window.fetch;
      window.fetch = (url, options) => {
        sent.push([options?.method || 'GET', new URL(url).pathname, options?.body || '',
          options?.headers?.['Parley-Anonymous-Id'], options?.headers?.Authorization].join(' ').trim());
        const fake = Object.entries(fakes).find(([path]) => String(url).includes(path));
        return fake ? Promise.resolve(Response.json(fake[1])) : real(url, options);
      };
      </script>
      """;

  private static List<String> sent() {
    return ((List<?>) browser.run("return sent")).stream().map(String::valueOf).toList();
  }

  @Test
  @DisplayName(
      "takes its name, greeting and language from its domain, where the page says nothing of them")
  void domainsOwn() {
    String fake =
        FAKE.formatted("{'/api/domain/': {name: 'Teehaus', greeting: 'Moin!', locale: 'de-DE'}}");
    browser.openAfresh(pages.put("domain", Pages.html("", fake, tag())));
    Chat chat = new Chat(browser).open();

    await().until(() -> chat.find("h2").getText().equals("Teehaus"));
    assertThat(chat.texts(".list > .bot")).containsExactly("Moin!");
    assertThat(chat.find(".send").getDomAttribute("aria-label")).isEqualTo("Senden");
  }

  @Test
  @DisplayName("asks for its name again when it is opened again, if there was no answer")
  void domainsOwnLater() {
    browser.openAfresh(pages.put("later", Pages.html("en", "", tag())));
    Chat chat = new Chat(browser);
    chat.find(".launcher");
    browser.run("window.send = fetch; window.fetch = () => Promise.reject(new TypeError())");
    chat.open();
    assertThat(chat.find("h2").getText()).isEqualTo("Chat");
    browser.run("window.fetch = send; return parley.close()");

    chat.open();

    await().until(() -> chat.find("h2").getText().equals("Shop"));
  }

  @Test
  @DisplayName(
      "bears the site's word for its visitor with each message, until he signs out or is another one")
  void vouchedFor() {
    browser.openAfresh(pages.put("vouched", Pages.html("en", FAKE.formatted("{}"), tag())));
    Chat chat = new Chat(browser).open();
    browser.run("return parley.setUser({email: 'ada@example.com', userHash: 'abc', more: 1})");
    chat.say("Hi").awaitAnswer("To Hi");

    String turn = turn();
    assertThat(turn)
        .contains("\"email\":\"ada@example.com\"", "\"userHash\":\"abc\"")
        .doesNotContain("more", "known");
    String secret = turn.replaceAll(".*\"anonymousId\":\"([^\"]+)\".*", "$1");
    await().until(() -> !pagesOfMessages().isEmpty());

    browser.run("sent.length = 0");
    browser.run(
        "parley.setUser({email: 'bob@example.com', userHash: 'def'}); return parley.ask('I am Bob')");

    await().until(() -> chat.said().equals(List.of("I am Bob")));
    chat.awaitAnswer("To I am Bob");
    assertThat(turn()).contains("\"email\":\"bob@example.com\"", "\"userHash\":\"def\"");
    assertThat(sent())
        .anyMatch(it -> it.startsWith("POST /api/visitor/reset") && it.endsWith(secret));
    chat.write("a draft");
    browser.run("sent.length = 0; return parley.reset()");
    await().until(() -> chat.find("textarea").getDomProperty("value").isEmpty());
    assertThat(chat.find(".unseen[role=status]").getDomProperty("textContent")).isEmpty();
    chat.say("Hello").awaitAnswer("To Hello");
    assertThat(turn()).doesNotContain(secret, "@example.com", "userHash");
  }

  @Test
  @DisplayName("forgets a visitor at the server also when the page goes at the moment he signs out")
  void signsOutAndGoes() {
    browser.openAfresh(pages.put("out", Pages.html("en", "", tag())));
    new Chat(browser).open().say("Hi").awaitAnswer("To Hi");
    browser.run("addEventListener('pagehide', () => parley.reset())");

    browser.driver().navigate().refresh();

    await().until(() -> parley.resets().equals(List.copyOf(parley.visitors())));
  }

  /** From now on, as the server does when a proof is wrong or has expired. */
  private static void refuseProofs() {
    browser.run(
        """
        window.send = fetch;
        window.fetch = (url, it) => /userHash|userToken/.test(it?.body)
          ? Promise.resolve(new Response('', {status: 401})) : send(url, it);
        """);
  }

  @Test
  @DisplayName("takes no proof for one that held because of an answer that was not asked for by it")
  void proofThatNeverHeld() {
    AtomicReference<ScriptedServer.Speaker> bot = new AtomicReference<>();
    parley.onQuestion(bot::set);
    browser.openAfresh(pages.put("proof", Pages.html("en", "", tag())));
    Chat chat = new Chat(browser).open();
    chat.say("Hi");
    await().until(() -> bot.get() != null);
    bot.get().say("One");
    await().until(() -> chat.answers().equals(List.of("One")));
    browser.driver().navigate().refresh();
    await().until(chat::isOpen);
    browser.run("return parley.setUser({email: 'ada@example.com', userHash: 'wrong'})");
    bot.get().end();
    chat.awaitAnswer("One");
    refuseProofs();

    chat.say("I am Ada");

    await().untilAsserted(() -> assertThat(chat.texts(".note")).containsExactly("Not sent."));
    assertThat(parley.messages()).containsExactly("Hi");
  }

  /** As a site's server makes one. Who has no secret reads it all the same. */
  private static String token(String email) {
    return Stream.of("{\"alg\":\"HS256\"}", "{\"email\":\"" + email + "\"}", "signed")
        .map(it -> Base64.getUrlEncoder().withoutPadding().encodeToString(it.getBytes(UTF_8)))
        .collect(Collectors.joining("."));
  }

  @Test
  @DisplayName(
      "knows by a token alone whose it is, goes on when that has expired, and begins anew for another's")
  void vouchedForByToken() {
    browser.openAfresh(pages.put("token", Pages.html("en", FAKE.formatted("{}"), tag())));
    Chat chat = new Chat(browser).open();
    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada?~@example.com"));
    chat.say("I am Ada").awaitAnswer("To I am Ada");

    assertThat(turn()).contains("\"userToken\":\"").doesNotContain("\"email\"");
    await().until(() -> !pagesOfMessages().isEmpty());
    refuseProofs();
    chat.say("Still Ada").awaitAnswer("To Still Ada");
    browser.run("window.fetch = send; sent.length = 0");
    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada?~@example.com"));
    assertThat(chat.said()).containsExactly("I am Ada", "Still Ada");

    browser.run("return parley.setUser({userToken: arguments[0]})", token("bob@example.com"));

    await().untilAsserted(() -> assertThat(chat.said()).isEmpty());
    assertThat(sent()).anyMatch(it -> it.startsWith("POST /api/visitor/reset"));
    chat.say("I am Bob").awaitAnswer("To I am Bob");
    assertThat(parley.visitors()).hasSize(2);
  }

  @Test
  @DisplayName("bears the site's word with what is said in one tab also when another one sends it")
  void vouchedForInAnotherTab() {
    AtomicReference<ScriptedServer.Speaker> bot = new AtomicReference<>();
    parley.onQuestion(bot::set);
    String page = pages.put("tabs", Pages.html("en", FAKE.formatted("{}"), tag()));
    browser.openAfresh(page);
    Chat chat = new Chat(browser).open();
    chat.say("Hi");
    await().until(() -> bot.get() != null);
    ScriptedServer.Speaker answer = bot.getAndSet(null).say("One");
    await().until(() -> chat.answers().equals(List.of("One")));
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    browser.open(page);
    await().until(chat::isOpen);
    browser.run("return parley.setUser({email: 'ada@example.com', userHash: 'abc'})");
    chat.say("I am Ada");
    await().until(() -> chat.said().equals(List.of("Hi", "I am Ada")));
    String second = browser.driver().getWindowHandle();
    browser.driver().switchTo().window(first);
    await().until(() -> chat.said().equals(List.of("Hi", "I am Ada")));

    answer.end();

    await().until(() -> bot.get() != null);
    bot.get().say("Yes").end();
    chat.awaitAnswer("Yes");
    assertThat(sent())
        .filteredOn(it -> it.startsWith("POST /api/bot/stream "))
        .last(STRING)
        .contains("I am Ada", "\"userHash\":\"abc\"");
    assertThat((String) browser.run("return JSON.stringify(localStorage)"))
        .contains("I am Ada")
        .doesNotContain("abc");
    browser.driver().switchTo().window(second);
    browser.driver().close();
    browser.driver().switchTo().window(first);
  }

  private static final String TELLS_CODES =
      """
      <script>
      window.told = [];
      addEventListener('parley:answer', it => told.push(it.detail.status + ' ' + it.detail.code));
      </script>
      """;

  @Test
  @DisplayName("sends what was refused for a proof that is too old, once the page has a fresh one")
  void freshProof() {
    browser.openAfresh(pages.put("fresh", Pages.html("en", TELLS_CODES, tag())));
    Chat chat = new Chat(browser).open();
    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada@example.com"));
    refuseProofs();
    chat.say("I am Ada");
    await().untilAsserted(() -> assertThat(chat.texts(".note")).containsExactly("Not sent."));
    chat.say("Hello?");
    await().untilAsserted(() -> assertThat(chat.texts(".note")).hasSize(2));
    assertThat(browser.run("return told")).isEqualTo(List.of("refused 401", "refused 401"));

    browser.run("window.fetch = send");
    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada@example.com"));

    chat.awaitAnswer("To Hello?");
    assertThat(chat.said()).containsExactly("I am Ada", "Hello?");
    assertThat(chat.answers()).containsExactly("To I am Ada", "To Hello?");
    assertThat(parley.messages()).containsExactly("I am Ada", "Hello?");
  }

  @Test
  @DisplayName("sends it by itself once and no more, also when each refusal makes the page vouch")
  void freshProofThatIsWrong() {
    browser.openAfresh(pages.put("wrong", Pages.html("en", "", tag())));
    Chat chat = new Chat(browser).open();
    refuseProofs();
    browser.run(
        """
        window.told = 0;
        const vouch = () => parley.setUser({userToken: arguments[0]});
        addEventListener('parley:answer', () => vouch().then(() => told++));
        return vouch();
        """,
        token("ada@example.com"));

    chat.say("I am Ada");

    await().until(() -> browser.run("return told").equals(2L));
    assertThat(chat.texts(".note")).containsExactly("Not sent.");
    assertThat(browser.run("return told")).isEqualTo(2L);
  }

  @Test
  @DisplayName(
      "says by what it was refused also when it was tried again by hand, and sends it once the page vouches anew")
  void freshProofAfterRetry() {
    browser.openAfresh(pages.put("again", Pages.html("en", TELLS_CODES, tag())));
    Chat chat = new Chat(browser).open();
    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada@example.com"));
    browser.run(
        """
        window.send = fetch;
        window.codes = [413, 401];
        window.fetch = (url, it) => url.endsWith('/stream') && codes.length
          ? Promise.resolve(new Response('', {status: codes.shift()})) : send(url, it);
        """);
    chat.say("I am Ada");
    await().until(() -> !chat.all(".retry").isEmpty());
    chat.find(".retry").click();

    await()
        .untilAsserted(
            () ->
                assertThat(browser.run("return told"))
                    .isEqualTo(List.of("refused 413", "refused 401")));
    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada@example.com"));

    chat.awaitAnswer("To I am Ada");
    assertThat(parley.messages()).containsExactly("I am Ada");
  }

  @Test
  @DisplayName("sends by itself nothing that was refused on a page before, nor what was answered")
  void refusedOnPageBefore() {
    browser.openAfresh(pages.put("before", Pages.html("en", TELLS_CODES, tag())));
    Chat chat = new Chat(browser).open();
    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada@example.com"));
    refuseProofs();
    chat.say("Long ago");
    await().untilAsserted(() -> assertThat(chat.texts(".note")).containsExactly("Not sent."));
    browser.driver().navigate().refresh();
    await().until(() -> chat.said().equals(List.of("Long ago")));
    browser.run(
        """
        const answered = {id: 'm', turn: '00000000-0000-7000-8000-000000000001', text: 'Hi', answer: 'Yes',
          status: 'complete', code: 401};
        const key = Object.keys(localStorage).find(it => it.startsWith('parley'));
        const {visitor, age} = JSON.parse(localStorage.getItem(key));
        new BroadcastChannel(key).postMessage({put: answered, visitor, age});
        """);
    await().until(() -> chat.said().contains("Hi"));

    browser.run("return parley.setUser({userToken: arguments[0]})", token("ada@example.com"));
    chat.say("Hello").awaitAnswer("To Hello");

    assertThat(parley.messages()).containsExactly("Hello");
    assertThat(chat.texts(".note")).containsExactly("Not sent.");
  }

  private static String turn() {
    return sent().stream()
        .filter(it -> it.startsWith("POST /api/bot/stream "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("shows, in its order, what the server has of earlier days and of other devices")
  void history() {
    String messages =
        """
        {'/api/bot/messages': {next: null, messages: [
          {id: '3', turn: '00000000-0000-7000-8000-000000000002', role: 'assistant', content: 'Second *answer*', status: 'complete'},
          {id: '2', turn: '00000000-0000-7000-8000-000000000002', role: 'user', content: 'Second', status: 'complete'},
          {id: '1', turn: '00000000-0000-7000-8000-000000000001', role: 'assistant', content: 'First answer', status: 'interrupted'},
          {id: '0', turn: '00000000-0000-7000-8000-000000000001', role: 'user', content: 'First', status: 'complete'}]}}
        """;
    browser.openAfresh(pages.put("history", Pages.html("en", FAKE.formatted(messages), tag())));
    Chat chat = new Chat(browser).open();

    chat.say("Third").awaitAnswer("To Third");
    browser.driver().navigate().refresh();

    await().until(() -> chat.said().equals(List.of("First", "Second", "Third")));
    assertThat(chat.answers()).containsExactly("First answer", "Second answer", "To Third");
    assertThat(chat.all(".retry")).hasSize(1);
    chat.find(".retry").click();
    chat.awaitAnswer("To First");
    assertThat(chat.said()).containsExactly("First", "Second", "Third", "First");
    assertThat(parley.messages()).containsExactly("Third", "First");
  }

  @Test
  @DisplayName(
      "shows by a token, whenever it is opened, what was said on other devices before anything is on this one")
  void otherDevices() {
    String messages =
        """
        {'/api/bot/messages': {next: '00000000-0000-7000-8000-000000000001', messages: [
          {id: '1', turn: '00000000-0000-7000-8000-000000000001', role: 'assistant', content: 'Yes', status: 'complete', verified: true},
          {id: '0', turn: '00000000-0000-7000-8000-000000000001', role: 'user', content: 'On my phone', status: 'complete', verified: true}]}}
        """;
    browser.openAfresh(pages.put("devices", Pages.html("en", FAKE.formatted(messages), tag())));
    String token = token("ada@example.com");
    browser.run("return parley.setUser({userToken: arguments[0]})", token);
    assertThat(pagesOfMessages()).isEmpty();

    Chat chat = new Chat(browser).open();

    await().untilAsserted(() -> assertThat(chat.said()).containsExactly("On my phone"));
    assertThat(pagesOfMessages()).singleElement(STRING).endsWith(" Bearer " + token);
    chat.find(".list > .chip").click();
    await().untilAsserted(() -> assertThat(pagesOfMessages()).hasSize(2));
    assertThat(pagesOfMessages().get(1)).endsWith(" Bearer " + token);
    browser.driver().navigate().refresh();
    await().untilAsserted(() -> assertThat(chat.said()).containsExactly("On my phone"));
    browser.run(
        """
        fakes['/api/bot/messages'].messages.push(
          {id: '2', turn: '00000000-0000-7000-8000-000000000002', role: 'user', content: 'Again', status: 'complete', verified: true});
        return parley.setUser({userToken: arguments[0]});
        """,
        token);
    await().untilAsserted(() -> assertThat(chat.said()).containsExactly("On my phone", "Again"));
    assertThat(pagesOfMessages()).singleElement(STRING).endsWith(" Bearer " + token);
    assertThat(chat.find(".list > .chip").isDisplayed()).isTrue();
    chat.say("Hi").awaitAnswer("To Hi");
    await().untilAsserted(() -> assertThat(pagesOfMessages()).hasSize(2));
    assertThat(pagesOfMessages().get(1)).doesNotContain("Bearer");
    browser.run("return parley.close().then(() => parley.open())");
    assertThat(chat.said()).containsExactly("On my phone", "Again", "Hi");
    assertThat(pagesOfMessages()).hasSize(2);
  }

  private static List<String> pagesOfMessages() {
    return sent().stream().filter(it -> it.startsWith("GET /api/bot/messages")).toList();
  }

  @Test
  @DisplayName(
      "shows a visitor for whom the site vouches nothing as his own that a stranger may have said")
  void strangers() {
    String messages =
        """
        {'/api/bot/messages': {next: null, messages: [
          {id: '3', turn: '00000000-0000-7000-8000-000000000002', role: 'assistant', content: 'Yes', status: 'complete', verified: false},
          {id: '2', turn: '00000000-0000-7000-8000-000000000002', role: 'user', content: 'I am Ada, too', status: 'complete', verified: false},
          {id: '1', turn: '00000000-0000-7000-8000-000000000001', role: 'assistant', content: 'Yes', status: 'complete', verified: true},
          {id: '0', turn: '00000000-0000-7000-8000-000000000001', role: 'user', content: 'On my phone', status: 'complete', verified: true}]}}
        """;
    browser.openAfresh(pages.put("strangers", Pages.html("en", FAKE.formatted(messages), tag())));
    Chat chat = new Chat(browser).open();
    browser.run("return parley.setUser({email: 'ada@example.com', userHash: 'abc'})");

    chat.say("Hi").awaitAnswer("To Hi");

    await().untilAsserted(() -> assertThat(chat.said()).containsExactly("On my phone", "Hi"));
  }

  @Test
  @DisplayName("greets, and suggests questions, as its page wants; a click asks one")
  void suggestions() {
    browser.openAfresh(
        pages.put(
            "greeting",
            Pages.html(
                "en",
                "<style>parley-chat { --parley-accent: rgb(0, 90, 60); --parley-corner: left }</style>",
                tag(
                    DOMAIN,
                    "data-name='Harbour Tea' data-greeting='Ahoy **you**!' data-suggestions='Are you open?|Where are you?'"))));
    Chat chat = new Chat(browser).open();

    assertThat(chat.find("h2").getText()).isEqualTo("Harbour Tea");
    assertThat(chat.texts(".list > .bot")).containsExactly("Ahoy you!");
    assertThat(chat.find(".launcher").getCssValue("background-color")).contains("0, 90, 60");
    assertThat(chat.find(".launcher").getLocation().getX()).isLessThan(100);
    chat.all(".chips .chip").get(1).click();

    chat.awaitAnswer("To Where are you?");
    assertThat(chat.find(".chips").isDisplayed()).isFalse();
  }

  @Test
  @DisplayName("the focus goes back to where it was when it is closed")
  void focus() {
    browser.openAfresh(
        pages.put(
            "focus",
            Pages.html("en", "", "<button id=own onclick='parley.open()'>Help</button>" + tag())));
    Chat chat = new Chat(browser);
    chat.find(".launcher");
    browser.run("document.getElementById('own').focus(); document.getElementById('own').click()");
    await().until(chat::isOpen);

    chat.find("textarea").sendKeys(Keys.ESCAPE);

    await().until(() -> !chat.isOpen());
    assertThat(browser.run("return document.activeElement.id")).isEqualTo("own");
  }
}
