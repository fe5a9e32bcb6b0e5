package dev.parley.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Secrets and signatures as the Standard Webhooks specification has them. Thread-safe. */
final class Signature {

  private static final String PREFIX = "whsec_";
  private static final String VERSION = "v1,";
  private static final String HMAC = "HmacSHA256";

  /** The specification allows 24 to 64. */
  private static final int SECRET_BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Signature() {}

  static String newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return PREFIX + Base64.getEncoder().encodeToString(secret);
  }

  /**
   * The header {@code webhook-signature}: one signature for each secret.
   *
   * @param timestamp in seconds since 1970
   */
  static String of(List<String> secrets, String id, long timestamp, Buffer body) {
    byte[] head = (id + "." + timestamp + ".").getBytes(UTF_8);
    return secrets.stream()
        .map(secret -> VERSION + sign(secret, head, body.getBytes()))
        .collect(Collectors.joining(" "));
  }

  private static String sign(String secret, byte[] head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      mac.init(new SecretKeySpec(key, HMAC));
      mac.update(head);
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
