package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.DomainRequest.Article;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
            new Passage("", "Shop", "Welcome."),
            new Passage("Shop", "Shipping & costs", "We *ship*:\n\n- to Norway\n- to Sweden"),
            new Passage("Shop", "Returns", "30 days."));
  }

  @Test
  @DisplayName("an article without a title is called by its file's name")
  void titleByName() {
    assertThat(cut("9 to 17.")).containsExactly(new Passage("", "hours", "9 to 17."));
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
        .containsExactly(new Passage("", "A", "Run this:\n\n" + code));
  }

  @Test
  @DisplayName("headings alone are no passage")
  void headingsAlone() {
    assertThat(cut("# A\n\n## B\n")).isEmpty();
  }

  private static List<Passage> cut(String markdown) {
    return new ArticleCutter().cut(new Article("hours.md", markdown));
  }
}
