package dev.parley.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.InvalidFieldException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

  @ParameterizedTest
  @CsvSource({
    "https://shop.example, https://shop.example, true",
    "https://shop.example, http://shop.example, false",
    "https://shop.example, https://shop.example:8443, false",
    "https://shop.example:8443, https://shop.example:8443, true",
    "https://shop.example:8443, https://shop.example, false",
    "https://shop.example, https://www.shop.example, false",
    "https://shop.example, https://shop.example.evil.example, false",
    "https://shop.example, null, false",
    "https://*.shop.example, https://www.shop.example, true",
    "https://*.shop.example, https://a.b.c.shop.example, true",
    "https://*.shop.example, https://shop.example, false",
    "https://*.shop.example, http://www.shop.example, false",
    "https://*.shop.example, https://www.shop.example:8443, false",
    "https://*.shop.example, https://evil-shop.example, false",
    "https://*.shop.example, https://evilshop.example, false",
    "https://*.shop.example, https://www.shop.example.evil.example, false",
    "https://*.shop.example, https://www.shop.example., false",
    "https://*.shop.example, null, false",
    "https://*.shop.example:8443, https://www.shop.example:8443, true",
    "https://*.shop.example:8443, https://www.shop.example, false",
    "https://*.shop.example:8443, https://www.shop.example:18443, false",
    "http://*.localhost:3000, http://a.localhost:3000, true",
    "*, https://shop.example, true",
    "*, http://[::1]:3000, true",
    "*, null, true",
    "capacitor://localhost, capacitor://localhost, true",
    "capacitor://localhost, http://localhost, false"
  })
  @DisplayName("a rule covers what it says and nothing beside it")
  void covers(String rule, String origin, boolean allowed) {
    assertThat(allow(AllowedOrigins.normalise(List.of(rule)), origin)).isEqualTo(allowed);
  }

  @Test
  @DisplayName("without a rule no page of another site may ask")
  void none() {
    assertThat(allow(List.of(), "https://shop.example")).isFalse();
    assertThat(allow(List.of(), "null")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS://Shop.Example:443, https://shop.example",
    "http://shop.example:80, http://shop.example",
    "https://*.Shop.Example:8443, https://*.shop.example:8443",
    "https://Bücher.example, https://xn--bcher-kva.example",
    "https://*.straße.example, https://*.xn--strae-oqa.example",
    "https://xn--bcher-kva.example, https://xn--bcher-kva.example",
    "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000",
    "http://127.0.0.1:3000, http://127.0.0.1:3000",
    "http://my_host.example, http://my_host.example",
    "https://r3---sn.example, https://r3---sn.example"
  })
  @DisplayName("a rule is kept as browsers write origins")
  void normalises(String typed, String kept) {
    assertThat(AllowedOrigins.normalise(List.of(typed))).containsExactly(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "**",
        "*.shop.example",
        "shop.example",
        "https://*",
        "https://*.",
        "https://*.com",
        "https://*.127.0.0.1",
        "https://*.[::1]",
        "https://www.*.example",
        "https://w*.shop.example",
        "https://*.*.example",
        "https://shop.example/",
        "https://shop.example/chat",
        "https://user@shop.example",
        "https://shop.example:0",
        "https://shop.example:70000",
        "https://shop.example.",
        "https://-\u202e.example x",
        "https://1.2.3",
        "https://1.2.3.256",
        "https://[::g]",
        "https://[127.0.0.1]",
        "https://xn--a-.example",
        "app://*.shop.example",
        "file://",
        "https://a.example https://b.example",
        "https://a.example\nb"
      })
  @DisplayName("what is no rule is refused")
  void refuses(String rule) {
    assertThatThrownBy(() -> AllowedOrigins.normalise(List.of(rule)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("allowedOrigins must be");
  }

  @Test
  @DisplayName("each rule is kept once, and there is a bound to them")
  void bounded() {
    assertThat(AllowedOrigins.normalise(List.of("https://a.example", "*", "https://A.example:443")))
        .containsExactly("https://a.example", "*");
    List<String> many =
        Stream.iterate(0, i -> i + 1).limit(101).map(i -> "https://a" + i + ".example").toList();
    assertThat(AllowedOrigins.normalise(many.subList(0, 100))).hasSize(100);
    assertThatThrownBy(() -> AllowedOrigins.normalise(many))
        .isInstanceOf(InvalidFieldException.class);
    assertThatThrownBy(() -> AllowedOrigins.normalise(List.of("https://" + "a".repeat(300))))
        .isInstanceOf(InvalidFieldException.class);
  }

  private static boolean allow(List<String> rules, String origin) {
    return AllowedOrigins.allow(rules, Origin.parse(origin).orElseThrow());
  }
}
