package dev.parley.bot;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A domain's look-ups")
class SharesTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final Shares shares = Shares.of(vertx);
  private final UUID busy = UUID.randomUUID();

  /** Those that are under way. */
  private final List<Promise<Integer>> begun = new ArrayList<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Future<Integer> lookUp(UUID domainId, Duration patience) {
    return shares.in(domainId, patience, this::begin);
  }

  private synchronized Future<Integer> begin() {
    Promise<Integer> lookUp = Promise.promise();
    begun.add(lookUp);
    return lookUp.future();
  }

  private synchronized int count() {
    return begun.size();
  }

  @Test
  @DisplayName("wait beyond its share, in order, and nobody else's do")
  void share() {
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < Shares.MOST_PER_DOMAIN + 2; i++) {
      all.add(lookUp(busy, LONG));
    }
    assertThat(count()).isEqualTo(Shares.MOST_PER_DOMAIN);
    Future<Integer> other = lookUp(UUID.randomUUID(), LONG);
    assertThat(count()).isEqualTo(Shares.MOST_PER_DOMAIN + 1);

    begun.get(0).complete(1);
    begun.get(1).fail("no matter");
    Awaitility.await().until(() -> count() == Shares.MOST_PER_DOMAIN + 3);
    for (int i = 2; i < count(); i++) {
      begun.get(i).complete(i);
    }

    assertThat(await(all.get(0))).isEqualTo(1);
    assertThatThrownBy(() -> await(all.get(1))).hasMessage("no matter");
    assertThat(await(all.get(Shares.MOST_PER_DOMAIN))).isEqualTo(Shares.MOST_PER_DOMAIN + 1);
    assertThat(await(all.get(Shares.MOST_PER_DOMAIN + 1))).isEqualTo(Shares.MOST_PER_DOMAIN + 2);
    assertThat(await(other)).isEqualTo(Shares.MOST_PER_DOMAIN);
    lookUp(busy, LONG);
    assertThat(count()).isEqualTo(Shares.MOST_PER_DOMAIN + 4);
  }

  @Test
  @DisplayName("are not begun when they waited too long, and make way for the next one")
  void late() {
    for (int i = 0; i < Shares.MOST_PER_DOMAIN; i++) {
      lookUp(busy, LONG);
    }
    Future<Integer> late = lookUp(busy, Duration.ZERO);
    Future<Integer> next = lookUp(busy, LONG);

    begun.get(0).complete(1);

    assertThatThrownBy(() -> await(late)).hasMessageContaining("too much at once");
    Awaitility.await().until(() -> count() == Shares.MOST_PER_DOMAIN + 1);
    begun.get(Shares.MOST_PER_DOMAIN).complete(2);
    assertThat(await(next)).isEqualTo(2);
  }
}
