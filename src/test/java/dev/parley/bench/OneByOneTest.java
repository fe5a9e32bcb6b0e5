package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("One thing after the other")
class OneByOneTest {

  private static final int MORE_THAN_A_STACK_HOLDS = 50_000;

  private int done;

  @Test
  @DisplayName("comes to its end, however often it was done, and also when it fails")
  void ends() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Context context = vertx.getOrCreateContext();
      Promise<Integer> over = Promise.promise();
      context.runOnContext(
          begun ->
              OneByOne.run(() -> done < MORE_THAN_A_STACK_HOLDS, () -> step(context))
                  .map(end -> done)
                  .onComplete(over));
      assertThat(over.future().await(30, TimeUnit.SECONDS)).isEqualTo(MORE_THAN_A_STACK_HOLDS);
    } finally {
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  private Future<Void> step(Context context) {
    Promise<Void> promise = Promise.promise();
    boolean fails = done++ % 2 == 0;
    context.runOnContext(
        later -> {
          if (fails) {
            promise.fail("as meant");
          } else {
            promise.complete();
          }
        });
    return promise.future();
  }
}
