package dev.parley.bot.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What of a model's text is said")
class SpokenTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "<think>a < b</think>%%Hello!                   | Hello!",
        "%<think>%</think>%%Hello <think>you</think>!   | Hello <think>you</think>!",
        "<thinking>a</thinking>Hello!                   | Hello!",
        "[THINK]a[/THINK]Hello!                         | Hello!",
        "<think>a</think><think>b</think>Hello!         | Hello!",
        "</think>%%Hello!                               | Hello!",
        "[a link](https://shop.example)                 | [a link](https://shop.example)",
        "<thin air>                                     | <thin air>",
        "<                                              | <",
        "<think>never over                              | \"\"",
        "<think>over</think>%%                          | \"\"",
        "\"%%  \"                                       | \"\"",
        "\"    a%b \"                                   | \"    a%b \""
      })
  @DisplayName("is never what the model thought before, wherever its pieces are cut")
  void cutAnywhere(String text, String said) {
    String whole = text.replace('%', '\n');
    for (int cut = 0; cut <= whole.length(); cut++) {
      assertThat(said(whole.substring(0, cut), whole.substring(cut)))
          .isEqualTo(said.replace('%', '\n'));
    }
    assertThat(said(whole.split(""))).isEqualTo(said.replace('%', '\n'));
  }

  private static String said(String... pieces) {
    SpokenText text = new SpokenText();
    StringBuilder said = new StringBuilder();
    for (String piece : pieces) {
      said.append(text.take(piece));
    }
    return said.append(text.rest()).toString();
  }

  @Test
  @DisplayName("comes as it is, once it has begun")
  void asItComes() {
    SpokenText text = new SpokenText();
    assertThat(text.take("\n")).isEmpty();
    assertThat(text.take("Hello")).isEqualTo("\nHello");
    assertThat(text.take("\n")).isEqualTo("\n");
    assertThat(text.take("<think>")).isEqualTo("<think>");
  }
}
