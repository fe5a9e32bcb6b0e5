package dev.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

  private static boolean contains(String ranges, String address) {
    return AddressRanges.parse(ranges).contains(AddressRanges.address(address));
  }

  @Test
  @DisplayName("an address is in the ranges that begin as it does")
  void contains() {
    assertThat(contains("127.0.0.1", "127.0.0.1")).isTrue();
    assertThat(contains("127.0.0.1", "127.0.0.2")).isFalse();
    assertThat(contains("10.0.0.0/8 , 192.168.0.0/16", "192.168.77.1")).isTrue();
    assertThat(contains("10.0.0.0/8", "11.0.0.1")).isFalse();
    assertThat(contains("0.0.0.0/0", "203.0.113.9")).isTrue();
    assertThat(contains("0.0.0.0/0", "2001:db8::1")).isFalse();
    assertThat(contains("fd00::/8", "fd12::1")).isTrue();
    assertThat(contains("::1", "::1")).isTrue();
    assertThat(contains("::1", "::2")).isFalse();
    assertThat(contains("10.0.0.0/8", "::ffff:10.0.0.1")).isTrue();
    assertThat(contains("", "127.0.0.1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/8x",
        "10.0.0/8",
        "::1/129",
        "127.0.0.1,",
        ",",
        "127.0.0.1 10.0.0.1",
        "127.0.0.1/",
        "*"
      })
  @DisplayName("what is no address is refused, and no name is looked up")
  void refused(String text) {
    assertThatThrownBy(() -> AddressRanges.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
