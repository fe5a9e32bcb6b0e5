package dev.parley.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRemoverTest {

  private static final AddressRemover ANN =
      new AddressRemover(
          Set.of(
              "ann@example.com",
              "ann+shop@example.com",
              "a%40b@example.com",
              "m\u00fcller@xn--bcher-kva.de"),
          "***");

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("an address is struck out, and nothing around it")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ann@example.com                                 | ***
          (Ann@Example.COM), ann@example.com.             | (***), ***.
          I am ann@example.com.Thanks a lot               | I am ***.Thanks a lot
          I am ANN@EXAMPLE.COM.Thanks a lot               | I am ***.Thanks a lot
          I am ann@Example.com.OK?                        | I am ***.OK?
          https://x.com/?e=ann%40example.com&x=1          | https://x.com/?e=***&x=1
          https://x.com/?u=%3Fe%3Dann%40example.com       | https://x.com/?u=%3Fe%3D***
          https://x.com/?e=ann%2Bshop%40example.com       | https://x.com/?e=***
          https://x.com/?e=ann%2bshop%40EXAMPLE.com       | https://x.com/?e=***
          https://x.com/?e=m%C3%BCller%40b\u00fccher.de       | https://x.com/?e=***
          mailto:x@y.com?body=ask%20ann@example.com       | mailto:x@y.com?body=ask%20***
          /?q=ask+ann%40example.com                       | /?q=ask+***
          bob@x.com&ann@example.com                       | bob@x.com&***
          bob@x.com-ann@example.com                       | bob@x.com-***
          bob@x.com+ann@example.com                       | bob@x.com+***
          bob@x.com~ann@example.com                       | bob@x.com~***
          bob@x.com'ann@example.com                       | bob@x.com'***
          bob@x.com%ann@example.com                       | bob@x.com%***
          bob@x.com_ann@example.com                       | bob@x.com_***
          bob@x.com.ann@example.com                       | bob@x.com.***
          bob@x.com&ann+shop@example.com                  | bob@x.com&***
          bob%40x.com&ann@example.com                     | bob%40x.com&***
          a%40b@example.com                               | ***
          bob%40x.com%2Cann%40example.com                 | bob%40x.com%2C***
          ann@example.com&bob@x.com                       | ***&bob@x.com
          ann@example.com.bob@x.com                       | ***.bob@x.com
          ann@example.com-ann@example.com                 | ***-***
          @bar&ann@example.com                            | @bar&***
          \u30e1\u30fc\u30eb\u306fann@example.com\u3067\u3059                    | \u30e1\u30fc\u30eb\u306f***\u3067\u3059
          """)
  void strikesOut(String message, String expected) {
    assertThat(ANN.removedFrom(message)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "%40",
        "a@",
        "ann",
        "@example.com",
        "ann@example",
        "joann@example.com",
        "jo.ann@example.com",
        "jo-ann@example.com",
        "jo&ann@example.com",
        "ann+spam@example.com",
        "jo%2Bann%40example.com",
        "jo.ann%40example.com",
        "ann@example.com.au",
        "Ann@Example.Com.Au",
        "ANN@EXAMPLE.COM.AU",
        "ann@mail.example.com",
        "ann@example.company",
        "bob@x.com&jo.ann@example.co"
      })
  @DisplayName("another address, or none, stays as it is")
  void leaves(String message) {
    assertThat(ANN.removedFrom(message)).isSameAs(message);
  }
}
