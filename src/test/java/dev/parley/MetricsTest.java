package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import org.awaitility.Awaitility;
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

  @Test
  @DisplayName("tells which version runs; of classes without a jar there is none")
  void tellsVersion() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx vertx = Metrics.vertx(registry);
    try {
      assertThat(registry.scrape()).contains("parley_build_info{version=\"development\"} 1");
    } finally {
      Await.await(vertx.close());
    }
  }

  @Test
  @DisplayName("counts the requests that it gets, and tells no number of those that run")
  void countsRequests() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx vertx = Metrics.vertx(registry);
    try {
      HttpServer server =
          Await.await(
              vertx
                  .createHttpServer()
                  .requestHandler(request -> request.response().end())
                  .listen(0, "127.0.0.1"));
      HttpClient client = vertx.createHttpClient();
      Await.await(
          client
              .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
              .compose(HttpClientRequest::send)
              .compose(HttpClientResponse::end));
      Await.await(client.close()); // one that nobody holds any more is closed when it likes

      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(registry.scrape())
                      .contains("vertx_http_server_requests_total{")
                      .doesNotContain("active_requests"));
    } finally {
      Await.await(vertx.close());
    }
  }
}
