package dev.parley.bot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.parley.bus.Outcome;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallTalkTest {

  private static final SmallTalk ENGLISH = SmallTalk.in("english");

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
    assertThat(replyTo(message, Outcome.CREATED)).contains(ENGLISH.thanksForAddress());
  }

  @ParameterizedTest
  @EnumSource(names = {"FOUND", "CREATED", "RACED"})
  @DisplayName("a customer who was known is thanked with the same words as a new one")
  void tellsNobodyApart(Outcome outcome) {
    assertThat(replyTo("My email is test@example.com", outcome))
        .contains(ENGLISH.thanksForAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hi", "Hi again", "Hello!", "hey there", "Good morning"})
  @DisplayName("a greeting is greeted")
  void greets(String message) {
    assertThat(replyTo(message, Outcome.BOUND)).contains(ENGLISH.greeting());
  }

  @Test
  @DisplayName("whom his site vouches for gave no address himself, so he is not thanked for it")
  void greetsTheProven() {
    assertThat(replyTo("Hello", Outcome.CREATED)).contains(ENGLISH.greeting());
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
    assertThat(ENGLISH.withoutAddresses("a".repeat(many))).isEqualTo("a".repeat(many));
    assertThat(ENGLISH.withoutAddresses("@".repeat(many))).isEqualTo("@".repeat(many));
    assertThat(ENGLISH.withoutAddresses("a@".repeat(many))).isEqualTo(" @".repeat(many / 2));
    for (String introduction :
        List.of("e-mail-", "my email ", "mail: ", "my email is", "write me ")) {
      String often = introduction.repeat(many / introduction.length());
      assertThat(ENGLISH.withoutAddresses(often)).isEqualTo(often);
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
    assertThat(ENGLISH.withoutAddresses(message).strip()).isEqualTo(question);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          german  | Guten Morgen!                                          | Hallo!
          german  | moin                                                   | Hallo!
          german  | Hi there                                               | Hallo!
          german  | Vielen Dank für Ihre Hilfe                             | Gern geschehen!
          german  | Hallo, ich heiße Jörg Müller, meine E-Mail-Adresse ist joerg@example.com | Danke, Ihre E-Mail-Adresse
          german  | Sie können mich unter joerg@example.com erreichen. Danke | Danke, Ihre E-Mail-Adresse
          german  | My email is joerg@example.com                          | Danke, Ihre E-Mail-Adresse
          french  | Bonjour à tous                                         | Bonjour !
          french  | Merci beaucoup                                         | Je vous en prie
          french  | Bonjour, je m'appelle Zoé, mon adresse e-mail est zoe@example.com | Merci, votre adresse
          spanish | ¡Buenos días!                                          | ¡Hola!
          spanish | Muchas gracias por su ayuda                            | ¡De nada!
          spanish | Me llamo Íñigo, mi correo electrónico es inigo@example.com | Gracias, he anotado
          german  | Auf Wiedersehen und vielen Dank!                       | Auf Wiedersehen
          german  | ja, super                                              | Kann ich Ihnen sonst
          english | Bye, have a nice day!                                  | Goodbye
          english | ok perfect, that's all                                 | Is there anything else
          french  | Au revoir, bonne journée                               | Au revoir
          french  | d'accord                                               | Puis-je vous aider
          spanish | ¡Hasta luego!                                          | ¡Hasta luego!
          spanish | vale, gracias                                          | ¡De nada!
          dutch   | Hello                                                  | Hello!
          """)
  @DisplayName("whoever says so in the domain's language, or in English, hears it in the domain's")
  void languages(String language, String message, String reply) {
    assertThat(replyTo(message, Outcome.CREATED, language)).get(STRING).startsWith(reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          english | When are you open, I wonder? Thanks!                   | When are you open
          english | What’s the shipping fee?                               | the shipping fee
          german  | Guten Tag, können Sie mir bitte sagen, wann Sie öffnen? | Sie öffnen
          german  | Meine E-Mail ist ann@example.com, wann kommt mein Paket? | mein Paket
          german  | Wie ändere ich meine E-Mail-Adresse?                   | Wie ändere ich meine E Mail Adresse
          german  | Wann?                                                  | Wann
          french  | Bonjour, pourriez-vous me dire quand vous ouvrez ?     | vous ouvrez
          german  | Passt das so?                                          | Passt das so
          english | Do you ship to the US?                                 | Do you ship to the US
          french  | Mon e-mail est ann@example.com. Où est ma commande ?   | est ma commande
          spanish | Hola, quisiera saber cuándo abren                      | abren
          spanish | Mi correo es ann@example.com ¿Cuándo abren?            | abren
          """)
  @DisplayName("of a question in the domain's language everything is kept that is asked for")
  void essences(String language, String message, String words) {
    assertThat(replyTo(message, Outcome.CREATED, language)).isEmpty();
    SmallTalk smallTalk = SmallTalk.in(language);
    String essence = smallTalk.essence(smallTalk.withoutAddresses(message));
    assertThat(essence.split("[^\\p{L}]+"))
        .filteredOn(word -> !word.isEmpty())
        .containsExactly(words.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"_de", "_es", "_fr"})
  @DisplayName("no language lacks a text that there is in English")
  void complete(String suffix) throws IOException {
    assertThat(texts(suffix).keySet()).isEqualTo(texts("").keySet());
  }

  private static Properties texts(String suffix) throws IOException {
    String name = "/bot/small_talk" + suffix + ".properties";
    Properties texts = new Properties();
    try (Reader reader = new InputStreamReader(SmallTalk.class.getResourceAsStream(name), UTF_8)) {
      texts.load(reader);
    }
    return texts;
  }

  private static Optional<String> replyTo(String message, Outcome outcome) {
    return replyTo(message, outcome, "english");
  }

  private static Optional<String> replyTo(String message, Outcome outcome, String language) {
    UUID any = UUID.randomUUID();
    SmallTalk smallTalk = SmallTalk.in(language);
    return smallTalk.replyTo(
        new Question(any, any, any, message, outcome, language),
        smallTalk.withoutAddresses(message));
  }
}
