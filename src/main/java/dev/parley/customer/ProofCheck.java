package dev.parley.customer;

import dev.parley.bus.Proof;
import dev.parley.email.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a proof holds, and for which address. Every secret is tried, whichever is right, and
 * compared in constant time. Without state.
 */
final class ProofCheck {

  private static final String HMAC = "HmacSHA256";

  /** Of a hash in hex. */
  private static final int HASH_DIGITS = 64;

  private ProofCheck() {}

  /**
   * The address that all of the proof is for.
   *
   * @param secrets those that are valid
   * @return empty when anything of the proof does not hold
   */
  static Optional<EmailAddress> address(Proof proof, List<String> secrets) {
    Optional<EmailAddress> claimed = proof.email().flatMap(EmailAddress::parse);
    List<Optional<EmailAddress>> proven = new ArrayList<>(2);
    proof.userHash().ifPresent(hash -> proven.add(byHash(claimed, hash, secrets)));
    proof.userToken().ifPresent(token -> proven.add(TokenCheck.address(token, secrets)));
    if (proven.isEmpty() || proven.contains(Optional.<EmailAddress>empty())) {
      return Optional.empty();
    }
    EmailAddress address = proven.get(0).get();
    boolean ofOne =
        proven.stream().allMatch(it -> isSame(it.get(), address))
            && (proof.email().isEmpty() || claimed.filter(it -> isSame(it, address)).isPresent());
    return ofOne ? Optional.of(address) : Optional.empty();
  }

  private static boolean isSame(EmailAddress one, EmailAddress other) {
    return one.normalised().equals(other.normalised());
  }

  private static Optional<EmailAddress> byHash(
      Optional<EmailAddress> claimed, String hash, List<String> secrets) {
    Optional<byte[]> given = bytes(hash);
    if (claimed.isEmpty() || given.isEmpty()) {
      return Optional.empty();
    }
    byte[] address = utf8(claimed.get().normalised());
    boolean holds = false;
    for (String secret : secrets) {
      holds |= MessageDigest.isEqual(hmac(secret, address), given.get());
    }
    return holds ? claimed : Optional.empty();
  }

  private static Optional<byte[]> bytes(String hex) {
    return isHash(hex) ? Optional.of(HexFormat.of().parseHex(hex)) : Optional.empty();
  }

  static boolean isHash(String hex) {
    return hex.length() == HASH_DIGITS && hex.chars().allMatch(HexFormat::isHexDigit);
  }

  static byte[] hmac(String secret, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(utf8(secret), HMAC));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
