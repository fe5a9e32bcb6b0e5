package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Failure;
import dev.parley.settings.ManagementSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RaceScriptTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private HttpFixture http;
  private ScriptedDomains domains;
  private ManagementVerticle management;

  @BeforeEach
  void start() {
    http = new HttpFixture();
    domains = new ScriptedDomains(http.vertx);
    management =
        new ManagementVerticle(
            new ManagementSettings("127.0.0.1", 0, ""), "token", registry, Future::succeededFuture);
    HttpFixture.await(http.vertx.deployVerticle(management));
    registry.counter("parley.turns", "outcome", "raced").increment(5);
    http.parley.script =
        answer -> {
          registry.counter("parley.turns", "outcome", "raced").increment();
          answer.say("Hello").end();
        };
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  @DisplayName("scripts/race sends one address from many visitors, and counts what came of it")
  void oneCustomer() throws Exception {
    String printed = race();

    assertThat(printed)
        .containsPattern("200 +8\nfailed +0\ncustomers +1\nrooms +1\n")
        .containsPattern("found +0\ncreated +0\nraced +8\n")
        .endsWith("[0]");
    assertThat(http.parley.turns).extracting("visitor").doesNotHaveDuplicates().hasSize(8);
    assertThat(http.parley.turns.stream().map(turn -> turn.message()).distinct()).hasSize(1);
  }

  @Test
  @DisplayName("scripts/race exits 1 when a customer has two rooms, or a request failed")
  void lost() throws Exception {
    domains.rooms = 2;
    assertThat(race()).containsPattern("rooms +2\n").endsWith("[1]");

    domains.rooms = 1;
    http.parley.refusal = Optional.of(Failure.OVERLOADED.because("full"));
    assertThat(race())
        .containsPattern("failed +8\n")
        .contains("/api/bot/stream: 8 times 503")
        .endsWith("[1]");
  }

  /** What the script prints, and its exit code in brackets. */
  private String race() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "scripts/race",
            "-n",
            "8",
            "--url",
            "http://127.0.0.1:" + http.port(),
            "--domain",
            ScriptedDomains.ID.toString());
    builder.redirectErrorStream(true);
    builder.environment().put("MANAGEMENT_PORT", Integer.toString(management.port()));
    builder.environment().put("PARLEY_ADMIN_TOKEN", "token");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return printed + "[" + process.exitValue() + "]";
  }
}
