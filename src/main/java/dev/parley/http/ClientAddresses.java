package dev.parley.http;

import dev.parley.settings.AddressRanges;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;

/**
 * From where a request comes: from the other end of its connection; when that is a trusted proxy,
 * from where its {@code X-Forwarded-For} says. There each proxy appends whom it was asked by, so
 * that only the end of the list can be believed: the last address that is no trusted proxy itself.
 * {@code Forwarded} (RFC 7239) is not read. Thread-safe.
 */
final class ClientAddresses {

  private static final String HEADER = "X-Forwarded-For";

  private final AddressRanges trustedProxies;
  private final UnnamedProxy unnamed = new UnnamedProxy();

  ClientAddresses(AddressRanges trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  /** The client's address. */
  InetAddress of(HttpServerRequest request) {
    InetAddress peer = WatchedConnection.of(request).peer();
    if (trustedProxies.contains(peer)) {
      return of(peer, request.headers().getAll(HEADER));
    }
    if (!unnamed.isTold() && request.headers().contains(HEADER)) {
      unnamed.note(peer);
    }
    return peer;
  }

  /**
   * Several headers are one list (RFC 9110, section 5.3). What is behind an entry that is no
   * address was not written by a proxy of ours.
   */
  InetAddress of(InetAddress peer, List<String> headers) {
    InetAddress client = peer;
    String[] entries = String.join(",", headers).split(",", -1);
    for (int i = entries.length - 1; i >= 0 && trustedProxies.contains(client); i--) {
      try {
        client = AddressRanges.address(withoutPort(entries[i].strip()));
      } catch (IllegalArgumentException malformed) {
        return client;
      }
    }
    return client;
  }

  /** {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711} and {@code [2001:db8::1]} are written. */
  private static String withoutPort(String entry) {
    if (entry.startsWith("[")) {
      int end = entry.indexOf(']');
      return end < 0 ? entry : entry.substring(1, end);
    }
    int colon = entry.indexOf(':');
    boolean onlyOne = colon >= 0 && colon == entry.lastIndexOf(':');
    return onlyOne ? entry.substring(0, colon) : entry;
  }
}
