package dev.parley.webhook;

import dev.parley.bus.InvalidFieldException;
import dev.parley.settings.AddressRanges;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses events may be sent to: those of the public internet, and those that the settings
 * allow. Whoever may name a URL must not reach by it what only this server can reach: its own
 * ports, its network, the metadata of its cloud. Thread-safe.
 */
final class Destinations {

  /** IANA's special-purpose registry for IPv4, multicast, and Azure's host at a public address. */
  private static final AddressRanges SPECIAL_4 =
      AddressRanges.parse(
          "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12,"
              + "192.0.0.0/24, 192.0.2.0/24, 192.31.196.0/24, 192.52.193.0/24, 192.88.99.0/24,"
              + "192.168.0.0/16, 192.175.48.0/24, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24,"
              + "224.0.0.0/4, 240.0.0.0/4, 168.63.129.16");

  /** What IANA gives out of IPv6; all else is local, reserved, or an IPv4 address in disguise. */
  private static final AddressRanges GLOBAL_6 = AddressRanges.parse("2000::/3");

  /** Of that: Teredo, benchmarks, ORCHID and their like, documentation, 6to4, AS112. */
  private static final AddressRanges SPECIAL_6 =
      AddressRanges.parse("2001::/23, 2001:db8::/32, 2002::/16, 2620:4f:8000::/48, 3fff::/20");

  /** NAT64 (RFC 6052): the last four bytes are the IPv4 address that is meant. */
  private static final AddressRanges TRANSLATED = AddressRanges.parse("64:ff9b::/96");

  private final AddressRanges allowed;

  /**
   * @param allowed beside the public ones
   */
  Destinations(AddressRanges allowed) {
    this.allowed = allowed;
  }

  boolean allows(InetAddress address) {
    InetAddress meant = TRANSLATED.contains(address) ? embedded(address) : address;
    return allowed.contains(address) || allowed.contains(meant) || isPublic(meant);
  }

  private static boolean isPublic(InetAddress address) {
    return address instanceof Inet4Address
        ? !SPECIAL_4.contains(address)
        : GLOBAL_6.contains(address) && !SPECIAL_6.contains(address);
  }

  private static InetAddress embedded(InetAddress translated) {
    byte[] bytes = translated.getAddress();
    byte[] last = Arrays.copyOfRange(bytes, bytes.length - Integer.BYTES, bytes.length);
    try {
      return InetAddress.getByAddress(last);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /**
   * What can be told of a URL before its host is looked up.
   *
   * @throws InvalidFieldException when it is none, or is an address that may not be asked
   */
  void check(String url) {
    WebhookUrl.parse(url)
        .literal()
        .filter(address -> !allows(address))
        .ifPresent(
            address -> {
              throw new InvalidFieldException(
                  "url",
                  "must not be an address of a private network, or one with a special use, unless"
                      + " the setting webhooks.allowedNetworks names it (PARLEY_WEBHOOKS_ALLOWED_NETWORKS)");
            });
  }
}
