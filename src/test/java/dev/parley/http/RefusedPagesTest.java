package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.origin.Origin;
import dev.parley.testing.Logged;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whose pages are refused, the log tells")
class RefusedPagesTest {

  private static final UUID SHOP = UUID.fromString("11111111-1111-4111-8111-111111111111");
  private static final UUID BANK = UUID.fromString("22222222-2222-4222-8222-222222222222");
  private static final Origin A = Origin.parse("https://a.example").orElseThrow();
  private static final Origin B = Origin.parse("https://b.example:8443").orElseThrow();

  private final Logged log = Logged.by(RefusedPages.class);
  private long now = Long.MAX_VALUE - 5;
  private final RefusedPages pages = new RefusedPages(() -> now);

  @AfterEach
  void leave() {
    log.close();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static String line(Origin origin, UUID domain) {
    return "Pages of %s may not ask domain %s: scripts/domain origins sets which may, scripts/domain show has them"
        .formatted(origin, domain);
  }

  @Test
  @DisplayName("once for each origin and domain, and once more after an hour")
  void once() {
    for (int i = 0; i < 3; i++) {
      pages.note(SHOP, A);
      pass(Duration.ofSeconds(1));
      pages.note(SHOP, B);
      pass(Duration.ofSeconds(1));
      pages.note(BANK, A);
      pass(Duration.ofSeconds(1));
    }
    assertThat(log.texts()).containsExactly(line(A, SHOP), line(B, SHOP), line(A, BANK));

    pass(Duration.ofHours(1));
    pages.note(SHOP, A);
    assertThat(log.texts()).hasSize(4).last().isEqualTo(line(A, SHOP));
  }

  @Test
  @DisplayName("also those that ask for a domain that is not there")
  void unknown() {
    pages.noteUnknown(SHOP, A);
    pass(Duration.ofSeconds(1));
    pages.noteUnknown(SHOP, A);
    assertThat(log.texts())
        .containsExactly(
            "Pages of %s ask for domain %s, which is not here, or is off: scripts/domain list tells"
                .formatted(A, SHOP));
  }

  @Test
  @DisplayName("one line a second, however many origins somebody makes up")
  void flood() {
    for (int i = 0; i < 1_000; i++) {
      pages.note(SHOP, Origin.parse("https://x" + i + ".example").orElseThrow());
    }
    assertThat(log.texts()).hasSize(1);
    pages.note(SHOP, A);
    pass(Duration.ofSeconds(1));
    pages.note(SHOP, A);
    assertThat(log.texts()).hasSize(2).last().isEqualTo(line(A, SHOP));
  }
}
