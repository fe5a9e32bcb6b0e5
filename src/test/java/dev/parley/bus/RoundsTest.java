package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rounds")
class RoundsTest {

  /** A chain of so many futures would overflow any stack. */
  private static final int MANY = 100_000;

  private final AtomicInteger rounds = new AtomicInteger();

  private Optional<Integer> enough() {
    int so = rounds.incrementAndGet();
    return so < MANY ? Optional.empty() : Optional.of(so);
  }

  @Test
  @DisplayName("may be many, whether they are over at once or later")
  void many() {
    assertThat(Rounds.until(() -> Future.succeededFuture(enough())).result()).isEqualTo(MANY);

    rounds.set(0);
    Vertx vertx = Vertx.vertx();
    Supplier<Future<Optional<Integer>>> later =
        () -> {
          Promise<Optional<Integer>> round = Promise.promise();
          vertx.runOnContext(tick -> round.complete(enough()));
          return round.future();
        };
    Promise<Integer> over = Promise.promise();
    vertx.runOnContext(tick -> Rounds.until(later).onComplete(over));
    assertThat(Await.await(over.future())).isEqualTo(MANY);
    Await.await(vertx.close());
  }

  @Test
  @DisplayName("end when one of them fails")
  void failure() {
    Future<String> over =
        Rounds.until(
            () ->
                rounds.incrementAndGet() < 3
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture("the third one"));

    assertThatThrownBy(() -> Await.await(over)).hasMessage("the third one");
    assertThat(rounds).hasValue(3);
    assertThatThrownBy(
            () ->
                Await.await(
                    Rounds.until(
                        () -> {
                          throw new IllegalStateException("thrown");
                        })))
        .hasMessage("thrown");
  }
}
