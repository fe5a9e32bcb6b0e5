package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file for its owner's eyes only")
class SecretFileTest {

  @TempDir private Path folder;

  @Test
  @DisplayName("is written whole, in any letters, and replaces the one before")
  void writes() throws IOException {
    Path file = folder.resolve("secret");
    SecretFile.write(file, "former");

    SecretFile.write(file, "postgresql://jürgen@db.example/pärley");

    assertThat(file).hasContent("postgresql://jürgen@db.example/pärley");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.toFile().list()).containsExactly("secret");
  }

  @Test
  @DisplayName("leaves nothing beside it when it cannot be written")
  void leavesNothing() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("secret").resolve("taken"));

    assertThatThrownBy(() -> SecretFile.write(taken.getParent(), "secret"))
        .isInstanceOf(IOException.class);

    assertThat(folder.toFile().list()).containsExactly("secret");
  }
}
