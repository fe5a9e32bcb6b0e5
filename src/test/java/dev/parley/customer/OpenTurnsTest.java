package dev.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Ids;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Before which turn none is open. */
class OpenTurnsTest {

  private final Ids ids = new Ids();
  private final OpenTurns open = new OpenTurns();
  private final long now = System.currentTimeMillis();

  @Test
  @DisplayName("the oldest is the first that came and is not over, whatever else is over")
  void oldest() {
    UUID first = ids.create();
    UUID second = ids.create();
    UUID third = ids.create();
    Stream.of(first, second, third).forEach(open::add);

    open.remove(second);
    open.remove(ids.create());
    assertThat(open.oldest(now)).contains(first);
    open.remove(first);
    assertThat(open.oldest(now)).contains(third);
    open.remove(third);
    assertThat(open.oldest(now)).isEmpty();
  }

  @Test
  @DisplayName("a turn that is open for a quarter of an hour is open no more")
  void tooLong() {
    open.add(ids.create());
    assertThat(open.oldest(now + Duration.ofMinutes(14).toMillis())).isPresent();
    assertThat(open.oldest(now + Duration.ofMinutes(16).toMillis())).isEmpty();
  }

  @Test
  @DisplayName("no more are remembered than there is room for: the oldest go")
  void bounded() {
    UUID first = ids.create();
    UUID second = ids.create();
    open.add(first);
    open.add(second);
    for (int i = 0; i < 199_999; i++) {
      open.add(ids.create());
    }
    assertThat(open.oldest(now)).contains(second);
  }
}
