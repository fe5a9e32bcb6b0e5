package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallTalkTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "My email is test@example.com",
        "test@example.com",
        "Hi, I'm Anna Smith, my new e-mail: anna@example.com!",
        "You can reach me at rishik@gmail.com. Thanks"
      })
  @DisplayName("whoever only introduces himself is thanked")
  void thanksForTheAddress(String message) {
    assertThat(replyTo(message, Outcome.CREATED)).contains(SmallTalk.THANKS_FOR_ADDRESS);
  }

  @ParameterizedTest
  @EnumSource(names = {"FOUND", "CREATED", "RACED"})
  @DisplayName("a customer who was known is thanked with the same words as a new one")
  void tellsNobodyApart(Outcome outcome) {
    assertThat(replyTo("My email is test@example.com", outcome))
        .contains(SmallTalk.THANKS_FOR_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hi", "Hi again", "Hello!", "hey there", "Good morning"})
  @DisplayName("a greeting is greeted")
  void greets(String message) {
    assertThat(replyTo(message, Outcome.BOUND)).contains(SmallTalk.GREETING);
  }

  @Test
  @DisplayName("whom his site vouches for gave no address himself, so he is not thanked for it")
  void greetsTheProven() {
    assertThat(replyTo("Hello", Outcome.CREATED)).contains(SmallTalk.GREETING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What are your opening hours?",
        "Hi, do you ship to Norway?",
        "My email is test@example.com, what are your opening hours?",
        "again",
        "?"
      })
  @DisplayName("a question is none of this")
  void leavesQuestionsAlone(String message) {
    assertThat(replyTo(message, Outcome.ANONYMOUS)).isEmpty();
  }

  @Test
  @DisplayName("a message without a blank costs no more than its length")
  void isLinear() {
    // So long that quadratic work would take minutes: the clock need not be asked.
    int many = 500_000;
    assertThat(SmallTalk.withoutAddresses("a".repeat(many))).isEqualTo("a".repeat(many));
    assertThat(SmallTalk.withoutAddresses("@".repeat(many))).isEqualTo("@".repeat(many));
    assertThat(SmallTalk.withoutAddresses("a@".repeat(many))).isEqualTo(" @".repeat(many / 2));
    for (String introduction :
        List.of("e-mail-", "my email ", "mail: ", "my email is", "write me ")) {
      String often = introduction.repeat(many / introduction.length());
      assertThat(SmallTalk.withoutAddresses(often)).isEqualTo(often);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          My email is ann@example.com, when are you open? | , when are you open?
          my new e-mail address: ann@example.com When are you open? | When are you open?
          When are you open? Write me at ann@example.com | When are you open?
          How do I change my email address ann@example.com ? | How do I change my email address   ?
          Is my email safe with you? | Is my email safe with you?
          The e-mail to ann@example.com came back | The e-mail to   came back
          """)
  @DisplayName("an address and what introduces it is not asked for, and everything else is")
  void keepsTheQuestion(String message, String question) {
    assertThat(SmallTalk.withoutAddresses(message).strip()).isEqualTo(question);
  }

  private static Optional<String> replyTo(String message, Outcome outcome) {
    UUID any = UUID.randomUUID();
    Question question = new Question(any, any, any, message, outcome, "english");
    return SmallTalk.replyTo(question, SmallTalk.withoutAddresses(message));
  }
}
