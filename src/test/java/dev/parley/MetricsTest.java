package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("Vert.x, as the program makes it")
class MetricsTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("uses the kernel's epoll on Linux")
  void usesEpoll() {
    Vertx vertx = Metrics.vertx(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    try {
      assertThat(vertx.isNativeTransportEnabled()).isTrue();
    } finally {
      Await.await(vertx.close());
    }
  }
}
