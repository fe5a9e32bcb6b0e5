package dev.parley.testing;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a site's own server makes for its visitors, with the domain's secret. */
public final class Vouched {

  /** A secret of the right form. */
  public static final String SECRET = "0123456789abcdef".repeat(4);

  private Vouched() {}

  /** The hash of an address, which has to be in its normalised form. */
  public static String hash(String secret, String email) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(email.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token that is good for a while. */
  public static String token(String secret, String email) {
    return token(secret, email, Duration.ofMinutes(10));
  }

  /** A token that is good for so long. */
  public static String token(String secret, String email, Duration validFor) {
    return JWT.create()
        .withClaim("email", email)
        .withExpiresAt(Instant.now().plus(validFor))
        .sign(Algorithm.HMAC256(secret));
  }
}
