package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.Settings;
import dev.parley.settings.SettingsLoader;
import dev.parley.settings.StartException;
import dev.parley.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Parley")
class ParleyTest {

  @TempDir Path home;

  @Test
  @DisplayName("migrates an empty database, and leaves no connection behind")
  void startsAndStops() throws Exception {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      Parley parley = start(Map.of("DATABASE_URL", database.url()));
      stop(parley);
      assertThat(database.queryText("SELECT count(*) FROM domain")).isNotNull();
      assertThat(
              database.queryText(
                  """
                  SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()
                  """))
          .isEqualTo("0");
    }
  }

  @Test
  @DisplayName("makes an admin token that only its owner can read, and keeps it")
  void adminToken() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = Map.of("DATABASE_URL", database.url());
      stop(start(environment));
      Path file = home.resolve("admin-token");
      String token = Files.readString(file);
      assertThat(token.strip()).hasSizeGreaterThan(30);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      stop(start(environment));
      assertThat(file).hasContent(token);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"schlüssel", "two words", "two\nlines", " \n"})
  @DisplayName("does not start with an admin token in its file that nobody could send")
  void unsendableToken(String token) throws Exception {
    Path file = home.resolve("admin-token");
    Files.writeString(file, token);
    assertThatThrownBy(() -> start(Map.of("DATABASE_URL", "postgresql://a@127.0.0.1:1/b")))
        .rootCause()
        .isInstanceOf(StartException.class)
        .hasMessage(
            "The admin token in "
                + file
                + " must be made of visible ASCII characters, without blanks.");
  }

  @Test
  @DisplayName("tells its owner's scripts where it is, as long as it runs")
  void runningFile() throws Exception {
    Path file = home.resolve("running");
    Files.writeString(file, "PORT=1\n"); // of one that was killed
    try (TestDatabase database = TestDatabase.create()) {
      Parley parley = start(Map.of("DATABASE_URL", database.url()));
      assertThat(file)
          .content()
          .isEqualTo(
              "PID=%d\nPORT=%d\nMANAGEMENT_HOST=127.0.0.1\nMANAGEMENT_PORT=%d\nDATABASE_URL=%s\n"
                  .formatted(
                      ProcessHandle.current().pid(),
                      parley.port(),
                      parley.managementPort(),
                      database.url()));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      stop(parley);
      assertThat(file).doesNotExist();
    }
  }

  @Test
  @DisplayName("does not open its management port to others without a token of one's own")
  void openManagement() {
    assertThatThrownBy(() -> start(Map.of("MANAGEMENT_HOST", "0.0.0.0")))
        .rootCause()
        .isInstanceOf(StartException.class)
        .hasMessageContaining("set PARLEY_ADMIN_TOKEN");
  }

  @Test
  @DisplayName("says which port is taken, and which setting names it")
  void takenPort() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      for (String variable : List.of("MANAGEMENT_PORT", "PORT")) {
        assertThatThrownBy(() -> start(Map.of("DATABASE_URL", database.url(), variable, port)))
            .cause()
            .isInstanceOf(StartException.class)
            .hasMessageStartingWith("The port 127.0.0.1:%s is taken: set %s (", port, variable);
      }
    }
  }

  @Test
  @DisplayName("leaves nothing behind of a start with a DATABASE_URL that is none")
  void malformedUrl() {
    Set<Thread> before = vertxThreads();
    assertThatThrownBy(() -> start(Map.of("DATABASE_URL", "mysql://parley@127.0.0.1/parley")))
        .cause()
        .isInstanceOf(StartException.class)
        .hasMessageContaining("must look like postgresql://");
    assertThat(vertxThreads()).isSubsetOf(before);
    assertThat(home).isEmptyDirectory();
  }

  private static Set<Thread> vertxThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vert.x-"))
        .collect(Collectors.toSet());
  }

  @Test
  @DisplayName("says at once when the database refuses it, without a password in the text")
  void wrongPassword() {
    try (TestDatabase database = TestDatabase.create()) {
      String wrong = database.url().replaceFirst("//[^@]+@", "//stranger:guess@");
      assertThatThrownBy(() -> start(Map.of("DATABASE_URL", wrong)))
          .rootCause()
          .hasMessageNotContaining("guess");
    }
  }

  private Parley start(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PARLEY_HOME", home.toString());
    environment.putIfAbsent("PORT", "0");
    environment.putIfAbsent("MANAGEMENT_PORT", "0");
    Settings settings = SettingsLoader.load(home, environment).settings();
    return Parley.start(settings)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private static void stop(Parley parley) throws Exception {
    parley.stop().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
