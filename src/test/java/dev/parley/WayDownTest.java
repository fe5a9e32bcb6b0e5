package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way down")
class WayDownTest {

  private final WayDown wayDown = new WayDown();
  private final List<String> stopped = new ArrayList<>();

  @Test
  @DisplayName("stops what was still being opened before what that rests on")
  void stillOpening() {
    Promise<Void> opened = Promise.promise();
    add("Vert.x", Future.succeededFuture());
    add("the way up", opened.future());
    add("the pool", Future.succeededFuture());
    assertThat(wayDown.hasBegun()).isFalse();

    Future<Void> down = wayDown.take();

    assertThat(wayDown.hasBegun()).isTrue();
    assertThat(stopped).containsExactly("the pool", "the way up");
    add("a verticle", Future.succeededFuture());
    opened.complete();
    assertThat(stopped).containsExactly("the pool", "the way up", "a verticle", "Vert.x");
    assertThat(down.succeeded()).isTrue();
  }

  private void add(String name, Future<?> stop) {
    wayDown.add(
        name,
        WayDown.STEP,
        () -> {
          stopped.add(name);
          return stop;
        });
  }
}
