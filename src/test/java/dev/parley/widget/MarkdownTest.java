package dev.parley.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.http.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An answer in Markdown")
class MarkdownTest extends WithWidget {

  private static Chat chat;
  private static int asked;

  @BeforeAll
  static void start() {
    browser.openAfresh(pages.put("markdown", Pages.html("en", "", tag())));
    chat = new Chat(browser).open();
  }

  /** What becomes of an answer, said as a whole. */
  private static String shown(String markdown) {
    return shown(List.of(markdown));
  }

  private static String shown(List<String> pieces) {
    parley.onQuestion(
        answer -> {
          pieces.forEach(answer::say);
          answer.end();
        });
    String question = "Go on " + ++asked;
    browser.run("parley.reset(); parley.ask(arguments[0])", question);
    await().until(() -> chat.said().equals(List.of(question)) && !chat.all(".foot").isEmpty());
    return chat.answerHtml();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "plain | <p>plain</p>",
        "**bold** and *soft* | <p><strong>bold</strong> and <em>soft</em></p>",
        "__bold__ and _soft_ | <p><strong>bold</strong> and <em>soft</em></p>",
        "***both*** | <p><strong><em>both</em></strong></p>",
        "a snake_case_name and 2 * 3 * 4 | <p>a snake_case_name and 2 * 3 * 4</p>",
        "`a **b** <i>` | <p><code>a **b** &lt;i&gt;</code></p>",
        "a\\\\nb | <p>a<br>b</p>",
        "a\\nb | <p>a\\nb</p>",
        "one\\n\\ntwo | <p>one</p><p>two</p>",
        "# Head | <p><strong>Head</strong></p>",
        "- a\\n- *b*\\n  - c | <ul><li>a</li><li><em>b</em><ul><li>c</li></ul></li></ul>",
        "3. a\\n4. b | <ol start=\"3\"><li>a</li><li>b</li></ol>",
        "```js\\n<b>\\n``` | <pre tabindex=\"0\"><code>&lt;b&gt;</code></pre>",
        "so:\\n\\n    curl -N x | <p>so:</p><pre tabindex=\"0\"><code>curl -N x</code></pre>",
        "&amp; <b>x</b> | <p>&amp;amp; &lt;b&gt;x&lt;/b&gt;</p>",
      })
  @DisplayName("is shown as what it means")
  void subset(String markdown, String html) {
    assertThat(shown(markdown.replace("\\n", "\n"))).isEqualTo(html.replace("\\n", "\n"));
  }

  private static String link(String href, String text) {
    return "<a href=\"%s\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\">%s</a>"
        .formatted(href, text);
  }

  @Test
  @DisplayName(
      "links to the web and to mail, so that the other side learns nothing and gains nothing")
  void links() {
    assertThat(shown("[a *b*](https://x.example/y_(z)) c"))
        .isEqualTo("<p>" + link("https://x.example/y_(z)", "a <em>b</em>") + " c</p>");
    assertThat(shown("See https://x.example/a_b_c?d=1&e, or <mailto:a@x.example>."))
        .isEqualTo(
            "<p>See "
                + link("https://x.example/a_b_c?d=1&amp;e", "https://x.example/a_b_c?d=1&amp;e")
                + ", or "
                + link("mailto:a@x.example", "mailto:a@x.example")
                + ".</p>");
    String wiki = link("https://x.example/y_(z)", "https://x.example/y_(z)");
    assertThat(shown("https://x.example/y_(z) (or https://x.example/y_(z)); https://x.example/a)"))
        .isEqualTo(
            "<p>%s (or %s); %s)</p>"
                .formatted(wiki, wiki, link("https://x.example/a", "https://x.example/a")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](//x.example)",
        "[a](/x)",
        "[a](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "[a](blob:https://x)"
      })
  @DisplayName("links nowhere else")
  void noLinks(String markdown) {
    assertThat(shown(markdown)).doesNotContain("<a ");
  }

  @Test
  @DisplayName("half a link is no ruin: neither while the other half is on its way, nor afterwards")
  void halfALink() {
    AtomicReference<ScriptedServer.Speaker> bot = new AtomicReference<>();
    parley.onQuestion(bot::set);
    browser.run("parley.reset(); parley.ask('Go on')");
    await().until(() -> bot.get() != null);

    bot.get().say("See **the [map](https://x.exa");

    await().until(() -> chat.answerHtml().equals("<p>See <strong>the map</strong></p>"));
    bot.get().say("mple)** now").end();
    chat.awaitIdle();
    assertThat(chat.answerHtml())
        .isEqualTo("<p>See <strong>the " + link("https://x.example/", "map") + "</strong> now</p>");
  }

  @Test
  @DisplayName("harms nobody, whatever it is and however it is cut: 1 to 7 characters at a time")
  void hostile() throws Exception {
    List<String> corpus =
        Files.readAllLines(Path.of("src", "test", "resources", "widget", "hostile.txt"));
    Random random = new Random(7);
    for (String text : corpus) {
      String said = text.replace("\\n", "\n");
      String whole = shown(said);
      assertThat(shown(pieces(said, random))).as("in pieces: " + text).isEqualTo(whole);
      assertHarmless(text);
    }
    String all = String.join("\n\n", corpus).replace("\\n", "\n");
    shown(pieces(all.substring(0, Math.min(all.length(), 6000)), random));
    assertHarmless("all of it");
  }

  private static List<String> pieces(String text, Random random) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int to = Math.min(text.length(), at + 1 + random.nextInt(7));
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(at, to));
      at = to;
    }
    return pieces;
  }

  /** Nothing ran, and there is no element or attribute that Markdown has no use for. */
  private static void assertHarmless(String text) {
    Object found =
        browser.run(
            """
            const bad = window.harmed ? ['harmed'] : [];
            const root = document.querySelector('parley-chat').shadowRoot;
            const bot = [...root.querySelectorAll('.answer .bot')].pop();
            for (const it of bot.querySelectorAll('*')) {
              if (!/^(p|strong|em|code|pre|ul|ol|li|a|br)$/.test(it.localName)) bad.push(it.localName);
              for (const {name} of it.attributes) if (!/^(href|target|rel|tabindex|start)$/.test(name)) bad.push(name);
              if (it.localName === 'a' && !/^(https?|mailto):$/.test(it.protocol)) bad.push(it.href);
            }
            return bad;
            """);
    assertThat((List<?>) found).as(text).isEmpty();
  }

  @Test
  @DisplayName("is a fence, or a heading's end, only where it is one")
  void marks() {
    assertThat(shown("```npm i``` installs it."))
        .isEqualTo("<p><code>npm i</code> installs it.</p>");
    assertThat(shown("```js\n1\n```")).isEqualTo("<pre tabindex=\"0\"><code>1</code></pre>");
    assertThat(shown("# Closed ##")).isEqualTo("<p><strong>Closed </strong></p>");
    assertThat(shown("# About C#")).isEqualTo("<p><strong>About C#</strong></p>");
    assertThat(shown("` a `")).isEqualTo("<p><code>a</code></p>");
  }

  @Test
  @DisplayName("that is long and means it ill holds nobody up")
  void slow() throws IOException {
    String source;
    try (InputStream module = MarkdownTest.class.getResourceAsStream("/widget/markdown.js")) {
      source = new String(module.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String hard :
        List.of(
            "*".repeat(8000),
            "[".repeat(8000),
            "**a ".repeat(4000),
            "`".repeat(3000) + "a",
            "[a](".repeat(3000),
            "_a *b ".repeat(2000),
            "<http:".repeat(2000),
            "- ".repeat(3000),
            "\n- a\n\n".repeat(1500),
            "` " + "a".repeat(32_000),
            "# a" + " ".repeat(32_000) + "x",
            "# " + "#".repeat(32_000) + "x",
            "a" + " ".repeat(32_000) + "b",
            "[a](" + " ".repeat(32_000))) {
      shown(hard);
      Object millis =
          browser
              .driver()
              .executeAsyncScript(
                  """
                  const done = arguments[2];
                  const module = new Blob([arguments[1]], {type: 'text/javascript'});
                  import(URL.createObjectURL(module)).then(({show}) => {
                    const begun = performance.now();
                    show(document.createElement('div'), arguments[0], true);
                    done(performance.now() - begun);
                  });
                  """,
                  hard,
                  source);
      // No measurement: what grows with the square of its length takes minutes.
      assertThat(((Number) millis).doubleValue()).as(hard.substring(0, 12)).isLessThan(3000);
    }
  }
}
