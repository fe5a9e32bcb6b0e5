package dev.parley.customer;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.parley.email.EmailAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Whether a JSON Web Token (RFC 7519) holds: signed by HS256 and nothing else, with {@code email}
 * and an {@code exp} that is at most a day ahead; {@code nbf} and {@code iat} count where they are.
 * Without state.
 */
final class TokenCheck {

  /** The longest lifetime: a token that leaks is of use for no longer. */
  static final Duration LONGEST = Duration.ofHours(24);

  /** How far the clocks of a site and of this server may differ. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final int MOST_CHARS = 8_192;

  /** RFC 7515, section 7.1: base64url without padding. */
  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String MALFORMED = "is not made of JSON objects in their one form";

  private TokenCheck() {}

  /**
   * The address that it is for.
   *
   * @return empty when it does not hold
   */
  static Optional<EmailAddress> address(String token, List<String> secrets) {
    return isCompact(token)
        ? read(
            token, it -> isSigned(it, secrets) && isShortLived(it) ? email(it) : Optional.empty())
        : Optional.empty();
  }

  /**
   * What is wrong with it, as the rest of a sentence about it.
   *
   * @return empty when it holds
   */
  static Optional<String> flaw(String token, List<String> secrets) {
    if (address(token, secrets).isPresent()) {
      return Optional.empty();
    }
    return isCompact(token)
        ? read(token, it -> Optional.of(flaw(it, secrets))).or(() -> Optional.of(MALFORMED))
        : Optional.of("is not three parts of base64url with a dot between them");
  }

  private static String flaw(DecodedJWT token, List<String> secrets) {
    if (secrets.stream().noneMatch(secret -> hasSignature(token, secret))) {
      return "is not signed by HS256 with the domain's secret";
    }
    if (email(token).isEmpty()) {
      return "has no email, or one that is no address";
    }
    if (token.getExpiresAtAsInstant() == null) {
      return "has no exp";
    }
    return isShortLived(token)
        ? "is expired, or not valid yet, by its exp, nbf or iat"
        : "has an exp that is more than " + LONGEST.toHours() + " hours ahead";
  }

  private static boolean isCompact(String token) {
    return token.length() <= MOST_CHARS && COMPACT.matcher(token).matches();
  }

  /** What is found in it; empty when it is malformed. */
  private static <T> Optional<T> read(String token, Function<DecodedJWT, Optional<T>> finding) {
    try {
      DecodedJWT decoded = JWT.decode(token);
      return isStrict(decoded) ? finding.apply(decoded) : Optional.empty();
    } catch (IOException
        | RuntimeException malformed) { // a stranger wrote it: it may break anything
      return Optional.empty();
    }
  }

  private static Optional<EmailAddress> email(DecodedJWT token) {
    return Optional.ofNullable(token.getClaim("email").asString()).flatMap(EmailAddress::parse);
  }

  private static boolean hasSignature(DecodedJWT token, String secret) {
    Algorithm hs256 = Algorithm.HMAC256(secret);
    try {
      hs256.verify(token);
      return hs256.getName().equals(token.getAlgorithm());
    } catch (JWTVerificationException refused) {
      return false;
    }
  }

  /** No bit and no name may stand there that is read in two ways, or not at all. */
  private static boolean isStrict(DecodedJWT token) throws IOException {
    decoded(token.getSignature());
    boolean isPlain = isObject(decoded(token.getHeader())) && isObject(decoded(token.getPayload()));
    return isPlain && token.getHeaderClaim("crit").isMissing(); // RFC 7515, section 4.1.11
  }

  private static byte[] decoded(String part) {
    byte[] bytes = Base64.getUrlDecoder().decode(part);
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
      throw new IllegalArgumentException("not in its one form");
    }
    return bytes;
  }

  /** Fails where a name stands twice. */
  private static boolean isObject(byte[] json) throws IOException {
    try (JsonParser parser = STRICT.createParser(json)) {
      boolean isObject = parser.nextToken() != null && parser.isExpectedStartObjectToken();
      parser.skipChildren();
      return isObject && parser.nextToken() == null;
    }
  }

  /** In constant time for each secret, as the library has it; and its times. */
  private static boolean isSigned(DecodedJWT token, List<String> secrets) {
    boolean signed = false;
    for (String secret : secrets) {
      signed |= isSigned(token, Algorithm.HMAC256(secret));
    }
    return signed;
  }

  private static boolean isSigned(DecodedJWT token, Algorithm hs256) {
    try {
      JWT.require(hs256)
          .acceptLeeway(LEEWAY.toSeconds())
          .withClaimPresence("email")
          .withClaimPresence("exp")
          .build()
          .verify(token);
      return true;
    } catch (JWTVerificationException refused) {
      return false;
    }
  }

  private static boolean isShortLived(DecodedJWT token) {
    Instant latest = Instant.now().plus(LONGEST).plus(LEEWAY);
    return !token.getExpiresAtAsInstant().isAfter(latest);
  }
}
