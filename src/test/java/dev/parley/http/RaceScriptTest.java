package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.bus.Failure;
import dev.parley.settings.ManagementSettings;
import dev.parley.testing.Await;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaceScriptTest {

  @TempDir Path folder;
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
    Await.await(http.vertx.deployVerticle(management));
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

  @ParameterizedTest
  @CsvSource({"TERM, '', 143", "INT, -, 130"})
  @DisplayName("scripts/race that is ended before the gate opens leaves nobody waiting at it")
  void ended(String signal, String group, int code) throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/environ")), "processes are looked up in /proc");
    Path own = Files.createDirectory(folder.resolve("own"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path sleep = bin.resolve("sleep"); // before the gate is opened, it is until there is none
    Files.writeString(
        sleep,
        """
        #!/bin/sh
        [ "$1" != 0.5 ] || while [ -d "$FOLDER" ]; do /bin/sleep 0.01; done
        exec /bin/sleep "$1"
        """);
    Files.setPosixFilePermissions(sleep, PosixFilePermissions.fromString("rwxr-xr-x"));
    // A group of its own, as a terminal has it, which nobody made ignore the signal.
    ProcessBuilder builder = builder("env", "--default-signal=INT", "setsid");
    builder.environment().put("TMPDIR", own.toString());
    builder.environment().put("PATH", bin + ":" + builder.environment().get("PATH"));
    Process process = builder.start();
    await().atMost(30, TimeUnit.SECONDS).until(() -> processes("cmdline", own + "/").size() > 8);

    List<String> kill = List.of("kill", "-" + signal, "--", group + process.pid());
    assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(code);
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(processes("environ", own.toString())).isEmpty());
    assertThat(own).isEmptyDirectory();
    assertThat(http.parley.turns).isEmpty();
  }

  /** Of whom the kernel tells a text. */
  private static List<Path> processes(String file, String text) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(it -> it.getFileName().toString().matches("\\d+"))
          .filter(it -> contains(it.resolve(file), text))
          .toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false; // it is gone, or somebody else's
    }
  }

  /** What the script prints, and its exit code in brackets. */
  private String race() throws Exception {
    Process process = builder().start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return printed + "[" + process.exitValue() + "]";
  }

  private ProcessBuilder builder(String... prefix) {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(List.of("scripts/race", "-n", "8"));
    command.addAll(List.of("--url", "http://127.0.0.1:" + http.port()));
    command.addAll(List.of("--domain", ScriptedDomains.ID.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MANAGEMENT_PORT", Integer.toString(management.port()));
    builder.environment().put("PARLEY_ADMIN_TOKEN", "token");
    return builder;
  }
}
