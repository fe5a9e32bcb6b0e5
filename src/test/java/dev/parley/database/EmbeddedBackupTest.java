package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A backup of the embedded database")
class EmbeddedBackupTest {

  @TempDir Path folder;

  @Test
  @DisplayName("says that the database is away, when that is why a running Parley has none")
  void deadServer() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.createFile(Files.createDirectory(home.resolve("data")).resolve("PG_VERSION"));
    Path file = folder.resolve("backup.sql");
    try (HomeLock parley = HomeLock.take(home)) {
      assertThat(parley).isNotNull();
      assertThatThrownBy(() -> new EmbeddedBackup(home).backUp(file))
          .isInstanceOf(StartException.class)
          .hasMessage(
              "The database of the Parley that runs on %s does not answer, so it cannot be backed"
                  + " up now. Try again in a moment, or stop Parley first.",
              home.toAbsolutePath());
    }
    assertThat(file).doesNotExist();
  }
}
