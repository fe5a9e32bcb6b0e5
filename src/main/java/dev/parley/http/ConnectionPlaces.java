package dev.parley.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.LimitSettings;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for open connections: in all, and from one address. There are never more than the
 * files that the process may open, less what it needs itself. Each that was taken is given back
 * once. Thread-safe: all HTTP verticles share them.
 */
final class ConnectionPlaces {

  /** What there may be no more places of. */
  enum Full {
    ALL,
    OF_ADDRESS
  }

  /** For the jar, the log, the database, models and the operators. */
  private static final int OTHER_FILES = 400;

  /** What one address leaves to others at the least, where few files may be open. */
  private static final int OTHERS = 4_000;

  private final int most;
  private final AddressRanges trustedProxies;
  private final AtomicInteger all = new AtomicInteger();
  private final PlacesOfEach perAddress;

  /** As the settings have it. One address is not held to its share when limits are off. */
  ConnectionPlaces(LimitSettings limits, AddressRanges trustedProxies) {
    this(
        Math.min(limits.maxConnections(), openFiles()),
        limits.enabled() ? share(limits, openFiles()) : Integer.MAX_VALUE,
        trustedProxies);
  }

  /**
   * Where few files may be open, one address leaves {@value #OTHERS} of the places that there are
   * to others, or half of them.
   */
  static int share(LimitSettings limits, int openFiles) {
    return openFiles < limits.maxConnections()
        ? Math.min(limits.maxConnectionsPerIp(), Math.max(openFiles - OTHERS, (openFiles + 1) / 2))
        : limits.maxConnectionsPerIp();
  }

  /**
   * @param most in all
   * @param mostPerAddress from one address
   * @param trustedProxies who brings many clients
   */
  ConnectionPlaces(int most, int mostPerAddress, AddressRanges trustedProxies) {
    this.most = most;
    this.perAddress = new PlacesOfEach(mostPerAddress);
    this.trustedProxies = trustedProxies;
  }

  private static int openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int)
            Math.max(1, Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount() - OTHER_FILES))
        : Integer.MAX_VALUE;
  }

  /** By what an address is held to its share; a trusted proxy is not. */
  Optional<Long> share(InetAddress peer) {
    return trustedProxies.contains(peer) ? Optional.empty() : Optional.of(Asker.key(peer));
  }

  /** Takes a place, or says of what there is none left. */
  Optional<Full> take(Optional<Long> share) {
    if (all.getAndUpdate(n -> n < most ? n + 1 : n) >= most) {
      return Optional.of(Full.ALL);
    }
    if (share.isPresent() && !perAddress.take(share.get())) {
      all.decrementAndGet();
      return Optional.of(Full.OF_ADDRESS);
    }
    return Optional.empty();
  }

  /** Gives a place back that was taken. */
  void giveBack(Optional<Long> share) {
    share.ifPresent(perAddress::giveBack);
    all.decrementAndGet();
  }

  /** How many are taken. */
  int taken() {
    return all.get();
  }

  /** How many addresses are known: none that has no connection. */
  int known() {
    return perAddress.known();
  }
}
