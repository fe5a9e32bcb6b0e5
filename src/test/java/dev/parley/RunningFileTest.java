package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Logged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The running file")
class RunningFileTest {

  @TempDir private Path folder;

  @Test
  @DisplayName("that cannot be written costs one line, which says why")
  void oneLine() throws IOException {
    Path home = Files.writeString(folder.resolve("home"), "no folder");
    RunningFile running = new RunningFile(home.resolve("running"), "PID=1");
    try (Logged log = Logged.by(RunningFile.class)) {
      running.write();
      assertThat(log.events())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getFormattedMessage())
                    .startsWith("The scripts cannot be told where Parley runs: ")
                    .endsWith(
                        "running cannot be written (FileAlreadyExistsException: " + home + ")");
                assertThat(event.getThrowableProxy()).isNull();
              });
    }
  }
}
