package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A signature")
class SignatureTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  @DisplayName("is the one of the specification's own example")
  void example() {
    assertThat(
            Signature.of(
                List.of(SECRET),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                Buffer.buffer("{\"test\": 2432232314}")))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  @DisplayName("is there for each secret that is valid, with a space between them")
  void rotation() {
    String fresh = Signature.newSecret();
    Buffer body = Buffer.buffer("{}");
    assertThat(Signature.of(List.of(fresh, SECRET), "id", 1, body))
        .isEqualTo(
            Signature.of(List.of(fresh), "id", 1, body)
                + " "
                + Signature.of(List.of(SECRET), "id", 1, body));
  }

  @Test
  @DisplayName("is made by secrets of 256 random bits")
  void secrets() {
    String secret = Signature.newSecret();
    assertThat(secret).startsWith("whsec_").isNotEqualTo(Signature.newSecret());
    assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
  }
}
