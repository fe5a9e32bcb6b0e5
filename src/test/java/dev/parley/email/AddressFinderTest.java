package dev.parley.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFinderTest {

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("the address is found whole, and nothing around it")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          My email is test@example.com                 | test@example.com
          My email is test@example.com.                | test@example.com
          (write to test@example.com)                  | test@example.com
          <test@example.com>, please                   | test@example.com
          'test@example.com'                           | test@example.com
          "test@example.com"                           | test@example.com
          mailto:test@example.com?subject=hi           | test@example.com
          email=test@example.com&x=1                   | test@example.com
          **test@example.com**                         | test@example.com
          [me](mailto:test@example.com)                | test@example.com
          john+shop@x.com here                         | john+shop@x.com
          first.last@sub.mail.example.co.uk!           | first.last@sub.mail.example.co.uk
          o'brien@example.ie                           | o'brien@example.ie
          x_y%z-1@a-b.example                          | x_y%z-1@a-b.example
          TEST@Example.COM                             | test@example.com
          to a@x.com or b@y.com                        | a@x.com
          a@x.com,b@y.com                              | a@x.com
          a@x.com;b@y.com                              | a@x.com
          bob@x.com-and then                           | bob@x.com
          bob@x.com.5                                  | bob@x.com
          bob@x.com..                                  | bob@x.com
          ...bob@x.com                                 | bob@x.com
          a..bob@x.com                                 | bob@x.com
          müller@bücher.de                             | müller@xn--bcher-kva.de
          bob@shop.müller.de                           | bob@shop.xn--mller-kva.de
          x@straße.de                                  | x@xn--strae-oqa.de
          x@strasse.de                                 | x@strasse.de
          メールはtest@example.comです                    | test@example.com
          test@example.com입니다                         | test@example.com
          info@例え.jp                                  | info@xn--r8jz45g.jp
          почта: иван@пример.рф                         | иван@xn--e1afmkfd.xn--p1ai
          почта-bob@x.com                              | bob@x.com
          לtest@example.com                            | test@example.com
          \u0430dmin@x.com, no: bob@x.com               | bob@x.com
          @bob: ask bob@x.com                          | bob@x.com
          a@b, then me@example.org                     | me@example.org
          @@@me@example.org                            | me@example.org
          """)
  void found(String message, String normalised) {
    assertThat(AddressFinder.find(message))
        .map(mention -> mention.address().normalised())
        .contains(normalised);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("what is no address is none")
  @ValueSource(
      strings = {
        "",
        "@",
        "a@",
        "@b.com",
        "a@b",
        "a@localhost",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "a.@example.com",
        "a@.com",
        "a@x.c",
        "a@-x.com",
        "follow @parley at 5 pm",
        "5@10",
        "a @ b.com",
        "a@exa_mple.com",
        "\u0430dmin@x.com", // letters that look like Latin ones: another's address is left of it
        "\u0430.dmin@x.com",
        "\u03bfscar@x.com",
        "admi\u043f@x.com",
        "\u0430-dmin@x.com",
        "\u0585scar@x.com",
        "\u13a0dmin@x.com",
        "\u0437\u04305-dmin@x.com"
      })
  void notFound(String message) {
    assertThat(AddressFinder.find(message)).isEmpty();
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("a message that is the address alone, or introduces it, states it")
  @ValueSource(
      strings = {
        "me@example.com",
        "  me@example.com.  ",
        "<me@example.com>",
        "mailto:me@example.com",
        "My email is me@example.com",
        "my e-mail address is me@example.com, thanks",
        "my new email: me@example.com",
        "My new e-mail is now me@example.com",
        "Email: me@example.com",
        "Not bob@x.com any more, my new email: me@example.com",
        "Please write: our email is \"me@example.com\"",
        "Meine neue E-Mail-Adresse ist me@example.com",
        "Mon adresse e-mail est me@example.com",
        "mi correo electrónico es me@example.com",
        "MY EMAIL IS me@example.com",
        "my ema\u0131l is me@example.com", // as written on a Turkish keyboard
        "Mi DIRECCI\u00d3N es me@example.com",
        "mon Courriel est me@example.com",
        "meine Mail ist me@example.com"
      })
  void stated(String message) {
    assertThat(AddressFinder.find(message))
        .hasValueSatisfying(
            mention -> {
              assertThat(mention.address().normalised()).isEqualTo("me@example.com");
              assertThat(mention.stated()).isTrue();
            });
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("a message that merely mentions an address does not state it")
  @ValueSource(
      strings = {
        "write to bob@x.com",
        "my friend's email is bob@x.com",
        "my boss email is bob@x.com",
        "my email is not bob@x.com",
        "Hi again, it is bob@x.com here",
        "is bob@x.com yours?",
        "bob@x.com does not answer"
      })
  void mentioned(String message) {
    assertThat(AddressFinder.find(message))
        .hasValueSatisfying(mention -> assertThat(mention.stated()).isFalse());
  }

  @Test
  @DisplayName("of very many addresses the first is it, whatever is said of the last")
  void many() {
    String message = "a@b.co ".repeat(500) + "my email is me@example.com";
    assertThat(AddressFinder.find(message))
        .hasValueSatisfying(
            mention -> {
              assertThat(mention.address().normalised()).isEqualTo("a@b.co");
              assertThat(mention.stated()).isFalse();
            });
  }

  /** Normalising fails on some of them, and takes the square of the length of others. */
  @ParameterizedTest
  @MethodSource("tooLong")
  @DisplayName("what is far too long for an address is none, and costs nothing")
  void tooLong(String text) {
    assertThat(AddressFinder.find(text)).isEmpty();
    assertThat(new AddressRemover(Set.of("a@a.com"), "").removedFrom(text)).isEqualTo(text);
    assertThat(EmailAddress.parse(text)).isEmpty();
  }

  static Stream<Named<String>> tooLong() {
    return Stream.of(
        Named.of("more letters than Punycode takes", "a@" + "\u00e9".repeat(1_001) + ".com"),
        Named.of("more Punycode than is taken", "a@xn--" + "a".repeat(2_001) + ".com"),
        Named.of("many labels", "a@" + "\u4e2d.".repeat(500_000) + "com"),
        Named.of("many marks", "a@a" + "\u0301\u0316".repeat(500_000) + ".com"),
        Named.of("many marks before it", "a" + "\u0301\u0316".repeat(500_000) + "@a.com"),
        Named.of("what normalising takes away", "a@a" + "\u00ad".repeat(500_000) + ".com"));
  }
}
