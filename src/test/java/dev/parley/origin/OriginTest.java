package dev.parley.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

  @ParameterizedTest
  @CsvSource({
    "https://shop.example, https://shop.example",
    "HTTPS://Shop.Example:443, https://shop.example",
    "http://shop.example:80, http://shop.example",
    "http://shop.example:443, http://shop.example:443",
    "https://shop.example:8443, https://shop.example:8443",
    "http://[::1]:3000, http://[::1]:3000",
    "http://127.0.0.1:3000, http://127.0.0.1:3000",
    "http://my_host.example, http://my_host.example",
    "capacitor://localhost, capacitor://localhost",
    "chrome-extension://abcdefghijklmnop, chrome-extension://abcdefghijklmnop",
    "app://-, app://-",
    "file://, file://",
    "null, null"
  })
  @DisplayName("an origin is read, and written as browsers do")
  void reads(String text, String normalised) {
    assertThat(Origin.parse(text)).map(Origin::toString).contains(normalised);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "shop.example",
        "https://",
        "https:///",
        "https://shop.example/",
        "https://shop.example/path",
        "https://shop.example?x",
        "https://shop.example#x",
        "https://user@shop.example",
        "https://shop.example:",
        "https://shop.example:0",
        "https://shop.example:65536",
        "https://shop.example:999999999999",
        "https://shop..example",
        "https://.shop.example",
        "https://*.shop.example",
        "https://shop.example https://other.example",
        "https://shop.example, https://other.example",
        "https://shop.example\u0000",
        "https://bücher.example",
        "://shop.example",
        "NULL"
      })
  @DisplayName("what is no origin, or more than one, is none")
  void malformed(String text) {
    assertThat(Origin.parse(text)).isEmpty();
  }

  @Test
  @DisplayName("one that is longer than any name is none, however long it is")
  void tooLong() {
    assertThat(Origin.parse("https://" + "a.".repeat(100_000) + "example")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, localhost:3000, true",
    "http://localhost:3000, LOCALHOST:3000, true",
    "https://shop.example, shop.example, true",
    "http://shop.example, shop.example, true",
    "https://shop.example, shop.example:443, true",
    "https://shop.example:8443, shop.example:8443, true",
    "http://[::1]:3000, [::1]:3000, true",
    "http://localhost:3000, localhost:3001, false",
    "http://localhost:3000, localhost, false",
    "https://shop.example, shop.example:80, false",
    "https://evil.example, shop.example, false",
    "https://sub.shop.example, shop.example, false",
    "https://shop.example, 'shop.example, evil.example', false",
    "https://shop.example, '', false",
    "null, '', false",
    "null, null, false",
    "file://, '', false",
    "app://shop.example, shop.example, false"
  })
  @DisplayName("a server's own pages are those of the host and port that it is asked by")
  void ownPages(String origin, String host, boolean own) {
    assertThat(Origin.parse(origin).orElseThrow().isOf(host)).isEqualTo(own);
  }
}
