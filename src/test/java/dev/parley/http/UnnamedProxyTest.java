package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.AddressRanges;
import dev.parley.testing.Logged;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A proxy that http.trustedProxies does not name")
class UnnamedProxyTest {

  private static final String LINE =
      "127.0.0.1 sends X-Forwarded-For, but http.trustedProxies does not name it: if it is a proxy"
          + " of yours, all visitors behind it share the limits of one address";

  private final Logged log = Logged.by(UnnamedProxy.class);

  @AfterEach
  void end() {
    log.close();
  }

  private static void ask(String trustedProxies, TestLimits limits, String path, String header) {
    AddressRanges ranges = AddressRanges.parse(trustedProxies);
    try (HttpFixture http =
        new HttpFixture(
            HttpFixture.settings(HttpFixture.SETTINGS.keepAlive(), ranges, true),
            limits.settings())) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer = http.send(http.request(path, header, "198.51.100.1"));
        assertThat(answer.statusCode()).isLessThan(500);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/8"})
  @DisplayName("is told of once, and by which setting it is named")
  void toldOnce(String trustedProxies) {
    ask(trustedProxies, TestLimits.on(), "/api/history", "X-Forwarded-For");
    assertThat(log.texts()).containsExactly(LINE);
  }

  @Test
  @DisplayName("is not told of where it is named, is none, or brings nobody whom a limit counts")
  void notTold() {
    ask("127.0.0.1", TestLimits.on(), "/api/history", "X-Forwarded-For");
    ask("", TestLimits.on(), "/api/history", "X-Forwarded");
    ask("", TestLimits.on(), "/widget.js", "X-Forwarded-For");
    assertThat(log.texts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.8.0.1",
        "10.255.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.9.9",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "::ffff:10.0.0.1"
      })
  @DisplayName("is one that is near")
  void near(String peer) {
    new UnnamedProxy().note(AddressRanges.address(peer));
    assertThat(log.texts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "126.255.255.255",
        "11.0.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.169.0.1",
        "169.253.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "::2",
        "fbff::1",
        "fe00::1",
        "fec0::1",
        "2001:db8::1",
        "::ffff:203.0.113.9"
      })
  @DisplayName("is no stranger from the internet, who may send any header")
  void stranger(String peer) {
    UnnamedProxy unnamed = new UnnamedProxy();
    unnamed.note(AddressRanges.address(peer));
    assertThat(log.texts()).isEmpty();
    unnamed.note(AddressRanges.address("10.0.0.1"));
    assertThat(log.texts()).hasSize(1);
  }
}
