package dev.parley.settings;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Some addresses of the internet, as a list such as {@code 127.0.0.1, 10.0.0.0/8, fd00::/8}. No
 * name is ever looked up. An IPv4 address that is written as IPv6 ({@code ::ffff:10.0.0.1}) is the
 * IPv4 address. Thread-safe.
 */
public final class AddressRanges {

  /** No address at all. */
  public static final AddressRanges NONE = new AddressRanges("", List.of());

  static final String IN_WORDS =
      "addresses or ranges of them, such as 127.0.0.1, 10.0.0.0/8, ::1, with commas between them";

  private static final int ANY_PORT = 0;

  private final String text;
  private final List<IpSubnetFilterRule> ranges;

  private AddressRanges(String text, List<IpSubnetFilterRule> ranges) {
    this.text = text;
    this.ranges = ranges;
  }

  /**
   * Reads them; an empty text is none.
   *
   * @throws IllegalArgumentException when a part is no address, nor an address, a slash and the
   *     number of its leading bits
   */
  public static AddressRanges parse(String text) {
    if (text.isBlank()) {
      return NONE;
    }
    return new AddressRanges(
        text, Stream.of(text.split(",", -1)).map(part -> range(part.strip())).toList());
  }

  private static IpSubnetFilterRule range(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    int bits = address.getAddress().length * Byte.SIZE;
    int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("no number of leading bits");
    }
    return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
  }

  /**
   * An address as it is written.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static InetAddress address(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    if (bytes == null) {
      throw new IllegalArgumentException("no address");
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four or sixteen bytes are an address", e);
    }
  }

  /** Whether an address is one of them. */
  public boolean contains(InetAddress address) {
    if (ranges.isEmpty()) {
      return false;
    }
    InetSocketAddress wanted = new InetSocketAddress(address, ANY_PORT);
    return ranges.stream().anyMatch(range -> range.matches(wanted));
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRanges it && it.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
