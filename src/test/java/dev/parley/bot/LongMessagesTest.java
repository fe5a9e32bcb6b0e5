package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.parley.bus.Outcome;
import dev.parley.email.AddressFinder;
import dev.parley.email.AddressRemover;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is looked for in a message of the greatest length")
class LongMessagesTest {

  private static final int LENGTH = 4_000;
  private static final int TIMES = 100;

  private static final List<String> LANGUAGES = List.of("english", "german", "french", "spanish");

  private static final AddressRemover REMOVER = new AddressRemover(Set.of("ann@b.co"), "");

  /** Far more than it takes; what takes the square of the length takes minutes. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @ParameterizedTest(name = "[{index}]")
  @ValueSource(
      strings = {
        "\u0301",
        "e\u0301\u0300",
        "\u0301 ",
        "a",
        "-",
        " ",
        "@",
        "a@b.co ",
        "a@",
        "a.",
        "a@b.co.A.",
        "a.a.a.a.a.a.a.a@b.co.",
        "a%40",
        "a%40b.co%2C",
        "%2C",
        "my name is ",
        "My name is A\u0301 ",
        "i am A",
        "I'm A-'",
        "my e-mail is ",
        "e-mail :",
        "write to me at ",
        "hi ",
        "i would like to know",
        "good ",
        "ich heiße ",
        "Ich bin A",
        "meine neue e-mail-adresse ist ",
        "e-mail-adresse:",
        "schreiben sie mir an ",
        "s’il vous plaît ",
        "l'adresse e-mail ",
        "mi correo electrónico es ",
        "\ud83d\ude00\u200d"
      })
  @DisplayName("is found in a time that grows with its length alone")
  void inTime(String repeated) {
    String message = ("a" + repeated.repeat(LENGTH)).substring(0, LENGTH);
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int i = 0; i < TIMES; i++) {
            SmallTalk smallTalk = SmallTalk.in(LANGUAGES.get(i % LANGUAGES.size()));
            String plain = smallTalk.withoutAddresses(message);
            assertThat(smallTalk.essence(plain)).isNotNull();
            assertThat(smallTalk.replyTo(question(message), plain)).isNotNull();
            assertThat(AddressFinder.find(message)).isNotNull();
            assertThat(REMOVER.removedFrom(message)).isNotNull();
          }
        });
  }

  private static Question question(String message) {
    UUID id = UUID.randomUUID();
    return new Question(id, id, id, message, Outcome.FOUND, "english");
  }
}
