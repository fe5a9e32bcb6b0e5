package dev.parley.http;

import dev.parley.settings.AddressRanges;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log, once, that there seems to be a proxy that nobody named: then all visitors are
 * one to the limits, and nothing else says so. Only of one that is near, for a stranger from the
 * internet may send any header. Thread-safe.
 */
final class UnnamedProxy {

  private static final Logger LOG = LoggerFactory.getLogger(UnnamedProxy.class);

  /** Loopback, private, shared and link-local addresses (RFC 6890). */
  private static final AddressRanges NEAR =
      AddressRanges.parse(
          "127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10,"
              + " 169.254.0.0/16, ::1, fc00::/7, fe80::/10");

  private final AtomicBoolean told = new AtomicBoolean();

  /** Whether nothing more is to be told: then nobody has to look. */
  boolean isTold() {
    return told.get();
  }

  /** Somebody who is no trusted proxy says for whom he asks. */
  void note(InetAddress peer) {
    if (NEAR.contains(peer) && !told.getAndSet(true)) {
      LOG.warn(
          "{} sends X-Forwarded-For, but http.trustedProxies does not name it: if it is a proxy of"
              + " yours, all visitors behind it share the limits of one address",
          peer.getHostAddress());
    }
  }
}
