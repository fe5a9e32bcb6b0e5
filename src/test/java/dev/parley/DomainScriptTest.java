package dev.parley;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.FreePort;
import dev.parley.testing.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it says of a server that is not there, or does not say all of it. */
@DisplayName("scripts/domain")
class DomainScriptTest {

  @TempDir Path folder;

  @Test
  @DisplayName(
      "tells an export that broke off from a server that is not there, and shows none of it")
  void brokenOff() throws Exception {
    assertThat(exportFrom("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"))
        .startsWith("scripts/domain: the answer of the server at http://127.0.0.1:")
        .contains(" broke off; try again: curl: (18) ")
        .doesNotContain("hello")
        .endsWith("[1]");
    assertThat(exportFrom("")).contains(" broke off; try again: curl: (52) ").endsWith("[1]");
  }

  @Test
  @DisplayName("says where there is no server")
  void noServer() throws Exception {
    int port = FreePort.find();
    assertThat(export(port, System.getenv("PATH")))
        .startsWith("scripts/domain: no server at http://127.0.0.1:" + port + ": curl: (7) ")
        .endsWith("[1]");
  }

  @Test
  @DisplayName("says that a server did not answer in time")
  void late() throws Exception {
    Path curl = folder.resolve("curl"); // how long the machine waits is not for a test to see
    Files.writeString(curl, "#!/bin/sh\necho 'curl: (28) Connection timed out' >&2\nexit 28\n");
    Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(export(1, folder + ":" + System.getenv("PATH")))
        .isEqualTo(
            "scripts/domain: the server at http://127.0.0.1:1 did not answer in time: "
                + "curl: (28) Connection timed out\n[1]");
  }

  /** From a server that takes the request, says so much, and hangs up. */
  private String exportFrom(String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, answer));
      String printed = export(server.getLocalPort(), System.getenv("PATH"));
      served.join();
      return printed;
    }
  }

  private static void serve(ServerSocket server, String answer) {
    try (Socket connection = server.accept()) {
      InputStream in = connection.getInputStream();
      for (int it = in.read(); it != '}'; it = in.read()) {
        assertThat(it).isNotNegative();
      }
      connection.getOutputStream().write(answer.getBytes(US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What it prints, and its exit code in brackets. */
  private String export(int port, String path) throws Exception {
    Process process =
        Shell.begin(
            List.of("scripts/domain", "export", "1", "ann@example.com"),
            Map.of(
                "PATH",
                path,
                "MANAGEMENT_HOST",
                "127.0.0.1",
                "MANAGEMENT_PORT",
                Integer.toString(port),
                "PARLEY_HOME",
                folder.toString(),
                "PARLEY_ADMIN_TOKEN",
                "token"));
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    return printed + "[" + process.waitFor() + "]";
  }
}
