package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.ShuttingDown;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HttpShutdownTest {

  private final AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
  private HttpFixture http;

  @BeforeEach
  void start() {
    http = new HttpFixture();
    http.parley.script = answer::set;
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private void goDown(Instant deadline) {
    new Bus(http.vertx).publish(Addresses.SHUTTING_DOWN, new ShuttingDown(deadline));
  }

  @Test
  @DisplayName("on the way down new turns are refused, and those that run are finished first")
  void drains() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      await().until(() -> answer.get() != null);

      goDown(Instant.now().plusSeconds(10));
      await()
          .untilAsserted(
              () -> {
                HttpResponse<String> refused = http.post("{}");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.headers().firstValue("Connection")).contains("close");
              });
      Future<Void> stopped = http.vertx.undeploy(http.deployment);
      assertThat(stopped.isComplete()).isFalse();

      answer.get().say("Bye").end();
      assertThat(raw.readAll()).contains("Bye", "[DONE]");
      Await.await(stopped);
    }
  }

  @Test
  @DisplayName("an answer that does not end by the deadline does not hold up the end")
  void deadline() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      await().until(() -> answer.get() != null);
      goDown(Instant.now().plusMillis(300));
      Await.await(http.vertx.undeploy(http.deployment));
      raw.readAll();
    }
  }
}
