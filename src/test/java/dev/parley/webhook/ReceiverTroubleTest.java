package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Logged;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("That a receiver does not take what he is sent, the log tells")
class ReceiverTroubleTest {

  private static final UUID ONE = UUID.fromString("11111111-1111-4111-8111-111111111111");
  private static final UUID OTHER = UUID.fromString("22222222-2222-4222-8222-222222222222");
  private static final Attempt TAKEN = Attempt.answered(204, Duration.ZERO);
  private static final Attempt REFUSED = Attempt.answered(503, Duration.ZERO);

  private final Logged log = Logged.by(ReceiverTrouble.class);
  private long now = Long.MAX_VALUE - 5;
  private final ReceiverTrouble trouble = new ReceiverTrouble(() -> now);

  @AfterEach
  void leave() {
    log.close();
  }

  private static String fails(UUID webhook) {
    return "Webhook " + webhook + " does not take what is sent to it: answered 503";
  }

  private static String takes(UUID webhook) {
    return "Webhook " + webhook + " takes what is sent to it again";
  }

  @Test
  @DisplayName("once, and once that he takes it again; of each webhook by itself")
  void once() {
    trouble.note(ONE, TAKEN);
    for (int i = 0; i < 3; i++) {
      trouble.note(ONE, REFUSED);
    }
    trouble.note(OTHER, REFUSED);
    for (int i = 0; i < 3; i++) {
      trouble.note(ONE, TAKEN);
    }
    assertThat(log.texts()).containsExactly(fails(ONE), fails(OTHER), takes(ONE));
  }

  @Test
  @DisplayName("once in an hour, though he takes every other delivery, or none at all")
  void seldom() {
    for (int i = 0; i < 100; i++) {
      trouble.note(ONE, REFUSED);
      trouble.note(ONE, TAKEN);
      trouble.note(OTHER, REFUSED);
    }
    assertThat(log.texts()).containsExactly(fails(ONE), takes(ONE), fails(OTHER));

    now += Duration.ofHours(1).toNanos();
    trouble.note(ONE, REFUSED);
    trouble.note(OTHER, REFUSED);
    assertThat(log.texts()).hasSize(5).endsWith(fails(ONE), fails(OTHER));
  }
}
