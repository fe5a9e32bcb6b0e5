package dev.parley.bot;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A domain's look-ups")
class SharesTest {

  private static final int MOST_PER_DOMAIN = 3;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final Shares shares = Shares.of(vertx, MOST_PER_DOMAIN + 1);
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
    for (int i = 0; i < MOST_PER_DOMAIN + 2; i++) {
      all.add(lookUp(busy, LONG));
    }
    assertThat(count()).isEqualTo(MOST_PER_DOMAIN);
    Future<Integer> other = lookUp(UUID.randomUUID(), LONG);
    assertThat(count()).isEqualTo(MOST_PER_DOMAIN + 1);

    begun.get(0).complete(1);
    begun.get(1).fail("no matter");
    Awaitility.await().until(() -> count() == MOST_PER_DOMAIN + 3);
    for (int i = 2; i < count(); i++) {
      begun.get(i).complete(i);
    }

    assertThat(await(all.get(0))).isEqualTo(1);
    assertThatThrownBy(() -> await(all.get(1))).hasMessage("no matter");
    assertThat(await(all.get(MOST_PER_DOMAIN))).isEqualTo(MOST_PER_DOMAIN + 1);
    assertThat(await(all.get(MOST_PER_DOMAIN + 1))).isEqualTo(MOST_PER_DOMAIN + 2);
    assertThat(await(other)).isEqualTo(MOST_PER_DOMAIN);
    lookUp(busy, LONG);
    assertThat(count()).isEqualTo(MOST_PER_DOMAIN + 4);
  }

  @Test
  @DisplayName("fail where they were asked for, also when nobody waits for them any more")
  void context() {
    for (int i = 0; i < MOST_PER_DOMAIN; i++) {
      lookUp(busy, LONG);
    }
    Promise<Boolean> isHere = Promise.promise();
    Context here = vertx.getOrCreateContext();
    here.runOnContext(
        tick ->
            lookUp(busy, LONG)
                .timeout(1, TimeUnit.MILLISECONDS)
                .onFailure(late -> isHere.complete(Vertx.currentContext() == here)));

    assertThat(await(isHere.future())).isTrue();
  }

  @Test
  @DisplayName("are not begun when they waited too long, and make way for the next one")
  void late() {
    for (int i = 0; i < MOST_PER_DOMAIN; i++) {
      lookUp(busy, LONG);
    }
    Future<Integer> late = lookUp(busy, Duration.ZERO);
    Future<Integer> next = lookUp(busy, LONG);

    begun.get(0).complete(1);

    assertThatThrownBy(() -> await(late)).hasMessageContaining("too much at once");
    Awaitility.await().until(() -> count() == MOST_PER_DOMAIN + 1);
    begun.get(MOST_PER_DOMAIN).complete(2);
    assertThat(await(next)).isEqualTo(2);
  }
}
