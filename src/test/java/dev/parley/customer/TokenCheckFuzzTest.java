package dev.parley.customer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.email.EmailAddress;
import dev.parley.testing.Vouched;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

class TokenCheckFuzzTest {

  private static final List<String> SECRETS = List.of(Vouched.SECRET);

  @FuzzTest(maxDuration = "100s")
  @DisplayName("whatever a token is, and signed as it should be, it names a real address or nobody")
  void address(FuzzedDataProvider given) {
    byte[] header = given.consumeBytes(200);
    byte[] payload = given.consumeRemainingAsBytes();
    assertThat(TokenCheck.address(new String(payload, UTF_8), SECRETS)).isEmpty();
    TokenCheck.address(signed(header, payload), SECRETS).ifPresent(this::isReal);
    TokenCheck.address(signed("{\"alg\":\"HS256\"}".getBytes(UTF_8), payload), SECRETS)
        .ifPresent(this::isReal);
  }

  private void isReal(EmailAddress address) {
    assertThat(EmailAddress.parse(address.normalised())).isPresent();
  }

  private static String signed(byte[] header, byte[] payload) {
    byte[] one = base64(header).getBytes(UTF_8);
    byte[] other = base64(payload).getBytes(UTF_8);
    return base64(header)
        + "."
        + base64(payload)
        + "."
        + base64(Algorithm.HMAC256(Vouched.SECRET).sign(one, other));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
