package dev.parley.http;

import dev.parley.bus.VisitorSecret;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * By what a client is known to the limits: by what he presents, never by who he is.
 *
 * @param visitor a hash of his secret, when he bears one
 * @param ip his address: of IPv4 all of it, of IPv6 the 64 leading bits, since nobody has fewer
 */
record Asker(Optional<Long> visitor, long ip) {

  /** When nobody is limited. */
  static final Asker ANYBODY = new Asker(Optional.empty(), 0);

  /** Leading bits of no unicast address of IPv6 (RFC 4291, section 2.4). */
  private static final long IPV4 = 0xFFFFFFFFL << Integer.SIZE;

  static Asker of(Optional<VisitorSecret> visitor, InetAddress ip) {
    return new Asker(visitor.map(Asker::hash), key(ip));
  }

  static long key(InetAddress ip) {
    ByteBuffer bytes = ByteBuffer.wrap(ip.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? IPV4 | Integer.toUnsignedLong(bytes.getInt())
        : bytes.getLong();
  }

  /** The first 64 bits of its SHA-256. */
  static Long hash(VisitorSecret visitor) {
    return ByteBuffer.wrap(visitor.sha256()).getLong();
  }
}
