package dev.parley.customer;

import dev.parley.bus.VisitorSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.UUID;

/**
 * What is kept of a code. Six digits are found in no time by whoever has their hash, so the hash is
 * an HMAC (RFC 2104) whose key is the visitor's secret: the database has only the secret's SHA-256,
 * and whoever reads it would have to guess 122 random bits first. So it is also of no use to
 * another visitor. It is of one address and one code's id, since both are in it. Without state.
 */
final class CodeHash {

  private static final int CODES = 1_000_000;

  private CodeHash() {}

  /** A new code, each as likely as any other. */
  static String draw(SecureRandom random) {
    return String.format(Locale.ROOT, "%06d", random.nextInt(CODES));
  }

  /**
   * The hash, 32 bytes.
   *
   * @param id the code's own
   * @param email the address in its normalised form
   */
  static byte[] of(VisitorSecret visitor, UUID id, String email, String code) {
    String text = "code " + id + " " + code + " " + email;
    return ProofCheck.hmac(visitor.value(), text.getBytes(StandardCharsets.UTF_8));
  }
}
