package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.DomainRequest.Article;
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

  private static Passage passage(String above, String heading, String body) {
    return new Passage(above, heading, body, Optional.empty());
  }

  private static List<Passage> cut(String markdown) {
    return new ArticleCutter().cut(new Article("hours.md", markdown));
  }
}
