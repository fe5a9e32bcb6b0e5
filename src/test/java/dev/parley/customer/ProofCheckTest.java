package dev.parley.customer;

import static dev.parley.testing.Vouched.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.parley.bus.Proof;
import dev.parley.email.EmailAddress;
import dev.parley.testing.Vouched;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What proves who a visitor is, and what does not. */
class ProofCheckTest {

  private static final String EMAIL = "ann@example.com";
  private static final String OTHER_SECRET = "f".repeat(64);
  private static final Algorithm HS256 = Algorithm.HMAC256(SECRET);

  @Test
  @DisplayName("the hash is as openssl makes it: of the address, with the secret's text as the key")
  void openssl() {
    // printf %s ann@example.com | openssl dgst -sha256 -hmac sesame
    String hash = "24169237e2dc09a489c5e15e500a42c181102a7d27250f9545a54a13ba14a8bc";
    assertThat(ProofCheck.address(Proof.ofHash(EMAIL, hash), List.of("sesame"))).isPresent();
  }

  static Stream<Named<Proof>> good() {
    String hash = Vouched.hash(SECRET, EMAIL);
    String token = token(claims());
    return Stream.of(
        Named.of("hash", Proof.ofHash(EMAIL, hash)),
        Named.of("hash in capitals", Proof.ofHash(EMAIL, hash.toUpperCase(Locale.ROOT))),
        Named.of("address in another spelling", Proof.ofHash(" Ann@EXAMPLE.com", hash)),
        Named.of("token", Proof.ofToken(token)),
        Named.of(
            "token in another spelling",
            Proof.ofToken(token(claims().withClaim("email", "ANN@example.com")))),
        Named.of("token of a day", Proof.ofToken(token(claims().withExpiresAt(in(24 * 60))))),
        Named.of(
            "token begun",
            Proof.ofToken(token(claims().withNotBefore(in(-1)).withIssuedAt(in(-1))))),
        Named.of("token with more claims", Proof.ofToken(token(claims().withClaim("name", "Ann")))),
        Named.of(
            "within the leeway",
            Proof.ofToken(token(claims().withExpiresAt(Instant.now().minusSeconds(5))))),
        Named.of("address and token", proof(EMAIL, null, token)),
        Named.of("all three", proof(EMAIL, hash, token)));
  }

  @ParameterizedTest
  @MethodSource("good")
  @DisplayName("holds, by the current secret and by the one before")
  void holds(Proof proof) {
    for (List<String> secrets :
        List.of(List.of(SECRET, OTHER_SECRET), List.of(OTHER_SECRET, SECRET))) {
      assertThat(ProofCheck.address(proof, secrets).map(EmailAddress::normalised)).contains(EMAIL);
    }
    assertThat(ProofCheck.address(proof, List.of(OTHER_SECRET))).isEmpty();
    assertThat(ProofCheck.address(proof, List.of())).isEmpty();
  }

  static Stream<Named<Proof>> bad() {
    String hash = Vouched.hash(SECRET, EMAIL);
    String token = token(claims());
    String[] parts = token.split("\\.", -1);
    return Stream.of(
        Named.of("nothing", proof(null, null, null)),
        Named.of("an address alone", proof(EMAIL, null, null)),
        Named.of("a hash alone", proof(null, hash, null)),
        Named.of("another's hash", Proof.ofHash("bob@example.com", hash)),
        Named.of("no address", Proof.ofHash("ann", hash)),
        Named.of("an empty address", Proof.ofHash("", hash)),
        Named.of("an empty hash", Proof.ofHash(EMAIL, "")),
        Named.of("a short hash", Proof.ofHash(EMAIL, hash.substring(2))),
        Named.of("a long hash", Proof.ofHash(EMAIL, hash + "00")),
        Named.of("no hex", Proof.ofHash(EMAIL, "x".repeat(64))),
        Named.of("digits of another script", Proof.ofHash(EMAIL, "\u0661".repeat(64))),
        Named.of(
            "a hash of what was typed",
            Proof.ofHash("Ann@example.com", Vouched.hash(SECRET, "Ann@example.com"))),
        Named.of("a good hash, a bad token", proof(EMAIL, hash, token + "x")),
        Named.of(
            "a bad hash, a good token",
            proof(EMAIL, hash.replace(hash.charAt(0), hash.charAt(1)) + "0", token)),
        Named.of(
            "a token of another",
            proof("bob@example.com", Vouched.hash(SECRET, "bob@example.com"), token)),
        Named.of("another address beside the token", proof("bob@example.com", null, token)),
        Named.of("an empty address beside the token", proof("", null, token)),
        Named.of("an empty token", Proof.ofToken("")),
        Named.of("no token", Proof.ofToken("Hello")),
        Named.of("two parts", Proof.ofToken(parts[0] + "." + parts[1])),
        Named.of("four parts", Proof.ofToken(token + "." + parts[2])),
        Named.of("no signature", Proof.ofToken(parts[0] + "." + parts[1] + ".")),
        Named.of(
            "another signature", Proof.ofToken(parts[0] + "." + parts[1] + "." + "A".repeat(43))),
        Named.of("a signature's unused bits", Proof.ofToken(lastCharacterChanged(token))),
        Named.of("padding", Proof.ofToken(token + "=")),
        Named.of("a line's end", Proof.ofToken(token + "\n")),
        Named.of(
            "a megabyte", Proof.ofToken(parts[0] + "." + "A".repeat(1 << 20) + "." + parts[2])),
        Named.of(
            "alg none",
            Proof.ofToken(part("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2])),
        Named.of(
            "alg none, unsigned",
            Proof.ofToken(
                JWT.create()
                    .withClaim("email", EMAIL)
                    .withExpiresAt(in(5))
                    .sign(Algorithm.none()))),
        Named.of("HS512", Proof.ofToken(claims().sign(Algorithm.HMAC512(SECRET)))),
        Named.of("alg RS256, signed as HS256", Proof.ofToken(raw("{\"alg\":\"RS256\"}", json()))),
        Named.of("no alg", Proof.ofToken(raw("{}", json()))),
        Named.of("alg twice", Proof.ofToken(raw("{\"alg\":\"none\",\"alg\":\"HS256\"}", json()))),
        Named.of(
            "critical extensions",
            Proof.ofToken(raw("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", json()))),
        Named.of(
            "email twice",
            Proof.ofToken(
                raw(
                    "{\"alg\":\"HS256\"}",
                    "{\"email\":\"bob@example.com\"," + json().substring(1)))),
        Named.of("no JSON", Proof.ofToken(raw("{\"alg\":\"HS256\"}", "email"))),
        Named.of("an array", Proof.ofToken(raw("{\"alg\":\"HS256\"}", "[" + json() + "]"))),
        Named.of("JSON and more", Proof.ofToken(raw("{\"alg\":\"HS256\"}", json() + "{}"))),
        Named.of("no email", Proof.ofToken(token(JWT.create().withExpiresAt(in(5))))),
        Named.of("an email that is none", Proof.ofToken(token(claims().withClaim("email", "ann")))),
        Named.of("an email that is no text", Proof.ofToken(token(claims().withClaim("email", 7)))),
        Named.of("emails", Proof.ofToken(token(claims().withClaim("email", List.of(EMAIL))))),
        Named.of("no exp", Proof.ofToken(token(JWT.create().withClaim("email", EMAIL)))),
        Named.of(
            "exp as text",
            Proof.ofToken(raw("{\"alg\":\"HS256\"}", json().replaceAll("(\\d{10})", "\"$1\"")))),
        Named.of(
            "exp null",
            Proof.ofToken(raw("{\"alg\":\"HS256\"}", json().replaceAll("\\d{10}", "null")))),
        Named.of(
            "exp beyond time",
            Proof.ofToken(
                raw("{\"alg\":\"HS256\"}", json().replaceAll("\\d{10}", "9223372036854775807")))),
        Named.of(
            "exp in milliseconds",
            Proof.ofToken(raw("{\"alg\":\"HS256\"}", json().replaceAll("(\\d{10})", "$1000")))),
        Named.of("expired", Proof.ofToken(token(claims().withExpiresAt(in(-1))))),
        Named.of(
            "for more than a day", Proof.ofToken(token(claims().withExpiresAt(in(24 * 60 + 5))))),
        Named.of("not yet", Proof.ofToken(token(claims().withNotBefore(in(5))))),
        Named.of("issued in the future", Proof.ofToken(token(claims().withIssuedAt(in(5))))));
  }

  @ParameterizedTest
  @MethodSource("bad")
  @DisplayName("does not hold")
  void doesNotHold(Proof proof) {
    assertThat(ProofCheck.address(proof, List.of(SECRET, OTHER_SECRET))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bad")
  @DisplayName("of one that does not hold something is said to be wrong, and nothing repeated")
  void hasAFlaw(Proof proof) {
    String flaw = ProofFlaw.of(proof, List.of(SECRET, OTHER_SECRET));
    assertThat(flaw).isNotBlank().doesNotContain("example.com", "eyJ");
  }

  static Stream<Arguments> flaws() {
    String hash = Vouched.hash(SECRET, EMAIL);
    return Stream.of(
        arguments(proof(EMAIL, null, null), "neither userHash nor userToken"),
        arguments(proof(null, hash, null), "no email"),
        arguments(Proof.ofHash("ann", hash), "the email is no address"),
        arguments(Proof.ofHash(EMAIL, hash + "00"), "not 64 hexadecimal digits"),
        arguments(Proof.ofHash("bob@example.com", hash), "not the HMAC-SHA256 of the email"),
        arguments(proof("bob@example.com", null, token(claims())), "for another address"),
        arguments(Proof.ofToken("abc"), "three parts"),
        arguments(Proof.ofToken(raw("{\"alg\":\"HS256\"}", "email")), "JSON objects"),
        arguments(Proof.ofToken(claims().sign(Algorithm.HMAC512(SECRET))), "HS256"),
        arguments(Proof.ofToken(claims().sign(Algorithm.HMAC256("sesame"))), "domain's secret"),
        arguments(Proof.ofToken(token(JWT.create().withExpiresAt(in(5)))), "no email"),
        arguments(Proof.ofToken(token(JWT.create().withClaim("email", EMAIL))), "no exp"),
        arguments(Proof.ofToken(token(claims().withExpiresAt(in(26 * 60)))), "24 hours"),
        arguments(Proof.ofToken(token(claims().withExpiresAt(in(-1)))), "expired"),
        arguments(Proof.ofToken(token(claims().withNotBefore(in(5)))), "not valid yet"));
  }

  @ParameterizedTest
  @MethodSource("flaws")
  @DisplayName("what is wrong is named")
  void names(Proof proof, String flaw) {
    assertThat(ProofFlaw.of(proof, List.of(SECRET))).contains(flaw);
  }

  @Test
  @DisplayName("what it is is not told by its text")
  void hidden() {
    assertThat(proof(EMAIL, "hash", "token").toString()).doesNotContain(EMAIL, "hash", "token");
  }

  private static Proof proof(String email, String hash, String token) {
    return new Proof(
        Optional.ofNullable(email), Optional.ofNullable(hash), Optional.ofNullable(token));
  }

  private static JWTCreator.Builder claims() {
    return JWT.create().withClaim("email", EMAIL).withExpiresAt(in(10));
  }

  private static String token(JWTCreator.Builder claims) {
    return claims.sign(HS256);
  }

  private static Instant in(int minutes) {
    return Instant.now().plus(Duration.ofMinutes(minutes));
  }

  private static String json() {
    return "{\"email\":\"%s\",\"exp\":%d}".formatted(EMAIL, in(10).getEpochSecond());
  }

  /** Whatever it says, it is signed as HS256. */
  private static String raw(String header, String payload) {
    String signed = part(header) + "." + part(payload);
    byte[] signature =
        HS256.sign(
            part(header).getBytes(StandardCharsets.UTF_8),
            part(payload).getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** To the next one in base64, which differs in a bit that no byte has. */
  private static String lastCharacterChanged(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    return token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
  }
}
