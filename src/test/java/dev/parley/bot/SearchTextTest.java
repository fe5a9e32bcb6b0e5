package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTextTest {

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Do you ship to Norway?",
        "What does max_open_files_per_process in /etc/parley/conf.d/99-local.conf do?",
        "Is https://shop.example/a/b-c/d_e.html?f=1&g=%20#h right, or <b>not</b>?",
        "Does ann.smith+shop@mail.example.co.uk get it?",
        "What is <!-- this --> for, and -1.5e-3?",
        "你们送货到挪威吗？",
        "?"
      })
  @DisplayName("an ordinary question is searched for as it was written")
  void leavesQuestionsAlone(String question) {
    assertThat(SearchText.of(question)).isEqualTo(question);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a_",
        "_a",
        "/~",
        "1_",
        "a-",
        "a.",
        "a-b.",
        "ab_cd-",
        "a@",
        "-1",
        "&a;",
        "<a",
        "http://a/",
        "é_",
        "e\u0301-",
        "\ud83d\ude00",
        "中文、"
      })
  @DisplayName("a long run is broken between its words, and none of them is lost")
  void breaksRuns(String repeated) {
    String written = repeated.repeat(500);

    String searched = SearchText.of(written);

    assertThat(words(searched)).isEqualTo(words(written));
    assertThat(searched.replace(" ", "")).isEqualTo(written);
    assertThat(searched.split(" "))
        .allSatisfy(run -> assertThat(run).hasSizeLessThanOrEqualTo(SearchText.LONGEST_RUN));
  }

  @Test
  @DisplayName("a word is never cut, however long it is; and it stands alone")
  void keepsWords() {
    String word = "文".repeat(300);

    assertThat(SearchText.of(word)).isEqualTo(word);
    assertThat(SearchText.of("a_b" + word + "_c")).isEqualTo("a_ b" + word + " _c");
  }

  @Test
  @DisplayName("a comment that does not end is none, and one that does stays")
  void forgetsEndlessComments() {
    assertThat(SearchText.of("a <!-- b --> c <!-- d <!--e")).isEqualTo("a <!-- b --> c   d  e");
    assertThat(SearchText.of("<!--".repeat(1_000))).isBlank();
    for (int before = 0; before < 10; before++) { // wherever the run is broken
      assertThat(SearchText.of("<!--".repeat(900) + "-".repeat(before) + "-->"))
          .satisfiesAnyOf(
              it -> assertThat(it).contains("-->"), it -> assertThat(it).doesNotContain("<!--"));
    }
  }

  @Test
  @DisplayName("of a message of many words the first few hundred are searched for")
  void limitsWords() {
    assertThat(SearchText.of("a\u3000\n\tb ".repeat(1_000)).split(" "))
        .hasSize(SearchText.MOST_RUNS)
        .startsWith("a", "b", "a", "b");
  }

  @Test
  @DisplayName("a text costs no more than its length")
  void isLinear() {
    // So long that quadratic work would take minutes: the clock need not be asked.
    int many = 500_000;
    for (String repeated : List.of("a", "_", "a_", "<!--", "-->", "<!-->", "a ", "\u0301")) {
      assertThat(SearchText.of(repeated.repeat(many))).isNotNull();
    }
  }

  private static List<String> words(String text) {
    return NO_WORD.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }
}
