package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("java -jar parley.jar, with something behind it,")
class CommandLineTest {

  @TempDir Path folder;

  private record Ended(String printed, String complained, int code) {}

  @Test
  @DisplayName("says its version")
  void version() throws Exception {
    assertThat(run("--version")).isEqualTo(new Ended("Parley " + Version.TEXT + "\n", "", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  @DisplayName("says how it is set up")
  void help(String argument) throws Exception {
    Ended ended = run(argument);
    assertThat(ended.printed()).contains("DATABASE_URL", "PARLEY_CONF", "conf/parley.yaml");
    assertThat(ended.complained()).isEmpty();
    assertThat(ended.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port 8080", "--version --port", "start", "--PORT=8080"})
  @DisplayName("takes nothing else")
  void refuses(String arguments) throws Exception {
    Ended ended = run(arguments.split(" "));
    assertThat(ended.printed()).isEmpty();
    assertThat(ended.complained()).startsWith("Parley takes no such argument: ").contains("--help");
    assertThat(ended.code()).isEqualTo(2);
  }

  /** It asks no database, reads no settings and makes no folder. */
  private Ended run(String... arguments) throws Exception {
    try (ServerSocketChannel database = ServerSocketChannel.open()) {
      database.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      database.configureBlocking(false);
      int port = ((InetSocketAddress) database.getLocalAddress()).getPort();
      Ended ended = runWith("postgresql://parley@127.0.0.1:" + port + "/parley", arguments);
      assertThat(database.accept()).isNull();
      assertThat(folder).isEmptyDirectory();
      return ended;
    }
  }

  private Ended runWith(String database, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Parley.class.getName()));
    command.addAll(List.of(arguments));
    Path printed = Files.createTempFile("printed", "");
    Path complained = Files.createTempFile("complained", "");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(printed.toFile())
              .redirectError(complained.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(it -> it.startsWith("JAVA_") || it.startsWith("JDK_"));
      builder.environment().put("DATABASE_URL", database);
      builder.environment().put("PARLEY_CONF", "no-such-file.yaml");
      Process process = builder.start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(text(printed), text(complained), process.exitValue());
    } finally {
      Files.delete(printed);
      Files.delete(complained);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }
}
