package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.InvalidFieldException;
import dev.parley.settings.AddressRanges;
import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A webhook's destination")
class DestinationsTest {

  private final Destinations strict = new Destinations(AddressRanges.NONE);
  private final Destinations lenient =
      new Destinations(AddressRanges.parse("127.0.0.1, 10.1.0.0/16, fd00::/8"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::7f00:1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
      })
  @DisplayName("is never an address of a network of one's own, or with a special use")
  void refused(String address) throws Exception {
    assertThat(strict.allows(InetAddress.getByName(address))).isFalse();
    String host = address.contains(":") ? "[" + address + "]" : address;
    assertThatThrownBy(() -> strict.check("https://" + host + "/hook"))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("url must not be an address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "172.32.0.1",
        "192.169.0.1",
        "100.128.0.1",
        "11.0.0.1",
        "::ffff:8.8.8.8",
        "2606:4700::1111",
        "2001:200::1",
        "64:ff9b::808:808",
      })
  @DisplayName("may be any other address")
  void allowed(String address) throws Exception {
    assertThat(strict.allows(InetAddress.getByName(address))).isTrue();
  }

  @Test
  @DisplayName("may be what the settings allow, in whatever form it is written, and no more")
  void allowedBySettings() throws Exception {
    for (String address :
        new String[] {
          "127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "64:ff9b::10.1.2.3", "fd12::1"
        }) {
      assertThat(lenient.allows(InetAddress.getByName(address))).as(address).isTrue();
    }
    for (String address : new String[] {"127.0.0.2", "10.2.0.1", "fe80::1", "::1"}) {
      assertThat(lenient.allows(InetAddress.getByName(address))).as(address).isFalse();
    }
    assertThatCode(() -> lenient.check("http://localhost:8080/")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://shop.example/",
        "file:///etc/passwd",
        "//shop.example/",
        "shop.example",
        "https://",
        "https:///path",
        "https:shop.example",
        "https://user@shop.example/",
        "https://user:password@shop.example/",
        "https://@shop.example/",
        "https://shop.example/#fragment",
        "https://shop.example:0/",
        "https://shop.example:65536/",
        "https://shop.example:port/",
        "https://shop.example/a b",
        "https://bücher.example/",
        "https://shop.example\\@127.0.0.1/",
        "https://shop.example\r\nX: y/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://256.1.1.1/",
        "http://1.2.3.4.5/",
        "http://[::1%25lo]/",
        "http://[v1.x]/",
        "http://localhost/",
        "http://LOCALHOST:8080/",
        "http://a.localhost/",
        "http://localhost./",
      })
  @DisplayName("is no URL with tricks")
  void tricks(String url) {
    assertThatThrownBy(() -> strict.check(url))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("url must");
  }

  @Test
  @DisplayName("is taken apart as it is written")
  void parts() {
    assertThat(WebhookUrl.parse("HTTPS://Shop.Example/a%20b?c=d"))
        .isEqualTo(new WebhookUrl(true, "shop.example", 443, "/a%20b?c=d"));
    assertThat(WebhookUrl.parse("http://[2606:4700::1111]:8080"))
        .isEqualTo(new WebhookUrl(false, "2606:4700::1111", 8080, "/"));
    assertThat(WebhookUrl.parse("http://shop.example?x"))
        .isEqualTo(new WebhookUrl(false, "shop.example", 80, "/?x"));
  }
}
