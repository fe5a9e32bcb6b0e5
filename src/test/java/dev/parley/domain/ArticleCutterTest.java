package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.parley.bus.DomainRequest.Article;
import dev.parley.bus.InvalidFieldException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArticleCutterTest {

  @Test
  @DisplayName(
      "an article is cut at its headings; a passage keeps its Markdown and the headings above")
  void cutsAtHeadings() {
    String markdown =
        """
        ---
        draft: false
        ---
        # Shop

        Welcome.

        ## Shipping & `costs`

        We *ship*:

        - to Norway
        - to Sweden

        ### Empty

        ## Returns

        30 days.
        """;
    assertThat(cut(markdown))
        .containsExactly(
            passage("", "Shop", "Welcome."),
            passage("Shop", "Shipping & costs", "We *ship*:\n\n- to Norway\n- to Sweden"),
            passage("Shop", "Returns", "30 days."));
  }

  @Test
  @DisplayName(
      "a byte order mark, as some editors write it, hides neither heading nor front matter")
  void byteOrderMark() {
    assertThat(cut("\uFEFF# Shop\n\nWelcome.")).containsExactly(passage("", "Shop", "Welcome."));
    assertThat(cut("\uFEFF---\ndraft: false\n---\n# Shop\n\nWelcome."))
        .containsExactly(passage("", "Shop", "Welcome."));
  }

  @Test
  @DisplayName("an article without a title is called by its file's name")
  void titleByName() {
    assertThat(cut("9 to 17.")).containsExactly(passage("", "hours", "9 to 17."));
  }

  @Test
  @DisplayName("a long section is cut between paragraphs")
  void cutsLongSections() {
    String paragraph = "word ".repeat(80).strip();
    List<Passage> passages = cut("# A\n\n" + (paragraph + "\n\n").repeat(6));
    assertThat(passages).hasSize(3);
    assertThat(passages)
        .allSatisfy(it -> assertThat(it.body()).isEqualTo(paragraph + "\n\n" + paragraph));
  }

  @Test
  @DisplayName("a block of code is never cut, nor taken from the line that introduces it")
  void keepsCodeWhole() {
    String code = "```\n" + "line of code\n\n".repeat(200) + "```";
    assertThat(cut("# A\n\nRun this:\n\n" + code))
        .containsExactly(passage("", "A", "Run this:\n\n" + code));
  }

  @Test
  @DisplayName("headings alone are no passage")
  void headingsAlone() {
    assertThat(cut("# A\n\n## B\n")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          url: https://shop.example/hours            | https://shop.example/hours
          url: "https://shop.example/a#b"  # the page | https://shop.example/a#b
          url: 'http://shop.example/'                | http://shop.example/
          url: https://shop.example/über?a=ö         | https://shop.example/%C3%BCber?a=%C3%B6
          url: /hours                                |
          url: javascript:alert(1)                   |
          url: https:///hours                        |
          url: https://shop.example/"onclick="       |
          base_url: https://shop.example/            |
          """)
  @DisplayName("its passages bear the page's address, when the front matter has a whole one")
  void address(String field, String url) {
    String article = "---\ntitle: Hours\n" + field + "\n---\n# Hours\n\n9 to 17.\n\n## More\n\nNo.";

    assertThat(cut(article)).hasSize(2);
    assertThat(cut(article)).extracting(Passage::url).containsOnly(Optional.ofNullable(url));
  }

  @Test
  @DisplayName(
      "an address that is too long is none; front matter may be empty, and is text elsewhere")
  void noAddress() {
    String url = "url: https://shop.example/" + "a".repeat(400);
    assertThat(cut("---\n" + url + "\n---\nHi.")).containsExactly(passage("", "hours", "Hi."));
    assertThat(cut("---\n---\nHi.")).containsExactly(passage("", "hours", "Hi."));
    assertThat(cut("Hi.\n\n---\nurl: https://shop.example/\n---\n"))
        .extracting(Passage::url)
        .containsOnly(Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'> ', 42",
    "'- ', 22",
    "'1. ', 22",
    "'>', 5000",
  })
  @DisplayName("an article whose lists or quotes stand too deep in one another is refused")
  void tooDeep(String mark, int times) {
    // Each line after the first belongs to every one of them.
    assertThatThrownBy(() -> cut(mark.repeat(times) + "a\n" + "b\n".repeat(20_000)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("more than 20 deep");
  }

  @Test
  @DisplayName("one that has very many lines may have fewer of them, but always some")
  void deepAndLong() {
    String quotes = "> ".repeat(20) + "a\n";
    assertThat(cut(quotes + "b\n".repeat(20_000))).hasSize(1);
    assertThatThrownBy(() -> cut(quotes + "b\n".repeat(400_000)))
        .hasMessageContaining("more than 2 deep");
    assertThat(cut("> - a\n" + "b\n".repeat(400_000))).hasSize(1);
  }

  @Test
  @DisplayName("lists as deep as anybody writes them are passages as any other")
  void deepEnough() {
    StringBuilder list = new StringBuilder();
    for (int depth = 0; depth < 15; depth++) {
      list.append("  ".repeat(depth)).append("- level ").append(depth).append('\n');
    }
    assertThat(cut("# A\n\n" + list))
        .containsExactly(passage("", "A", list.toString().stripTrailing()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"<", "[", "!["})
  @DisplayName("what stands within a paragraph is not read, whatever it costs to")
  void readsNoInlines(String mark) {
    String paragraph = mark.repeat(400_000 / mark.length());
    List<Passage> passages =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> cut(paragraph));
    assertThat(passages).containsExactly(passage("", "hours", paragraph));
  }

  @Test
  @DisplayName("a heading's Markdown is read, also where it is a link defined below")
  void readsHeadings() {
    assertThat(
            cut(
                "# [Our *hours*] `a_b` \\# \n\nA.\n\nNew\n[site](x)\n---\n\nB.\n\n[our *hours*]: /x"))
        .extracting(Passage::path)
        .containsExactly("Our hours a_b #", "Our hours a_b # › New site");
  }

  @Test
  @DisplayName("headings of which thousands of signs would be read are taken as they are written")
  void longHeadings() {
    String heading = "<".repeat(900) + "*a*";
    List<Passage> passages = cut(("## " + heading + "\n\nText.\n\n").repeat(100));
    assertThat(passages.get(0).heading()).endsWith("<a");
    assertThat(passages.get(99).heading()).isEqualTo(heading);
    assertThatThrownBy(() -> cut("# " + "<".repeat(40_000) + "\n\nText."))
        .hasMessageContaining("must not have a heading of more than");
  }

  @Test
  @DisplayName("a table of a thousand rows is a passage; a paragraph of very many is refused")
  void manyLines() {
    String table = "| a | b |\n".repeat(1_500).strip();
    assertThat(cut(table)).containsExactly(passage("", "hours", table));
    for (String letters : List.of("", "b\n".repeat(390_000))) { // which commonmark passes over
      assertThatThrownBy(() -> cut(letters + "!\n".repeat(20_000)))
          .isInstanceOf(InvalidFieldException.class)
          .hasMessageContaining("thousands of lines");
    }
  }

  @Test
  @DisplayName("an HTML tag of very many attributes is refused")
  void manyAttributes() {
    assertThatThrownBy(() -> cut("<a " + "b=\"c\" ".repeat(100_000)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("attributes");
  }

  private static Passage passage(String above, String heading, String body) {
    return new Passage(above, heading, body, Optional.empty());
  }

  private static List<Passage> cut(String markdown) {
    return new ArticleCutter().cut(new Article("hours.md", markdown));
  }
}
