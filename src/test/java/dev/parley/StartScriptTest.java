package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a JDK that only says with which options it was called. */
@DisplayName("scripts/run")
class StartScriptTest {

  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path quickStart;

  @BeforeEach
  void install() throws IOException {
    for (String script : List.of("run", "lib/rehearse", "lib/java.sh")) {
      Path copied = folder.resolve("parley/scripts").resolve(script);
      Files.createDirectories(copied.getParent());
      Files.copy(Path.of("scripts").resolve(script), copied);
    }
    quickStart = folder.resolve("parley/target/quick-start");
    Files.createDirectories(quickStart);
    Path jar = Files.createFile(folder.resolve("parley/target/parley.jar"));
    Files.setLastModifiedTime(jar, FileTime.from(BUILT));
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho \"java $*\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    jdk("17.0.1");
  }

  @Test
  @DisplayName("takes the archive of this JDK, by the name that it has for it")
  void takesTheArchive() throws Exception {
    Path archive = archive("17.0.1+x_Someone.jsa", BUILT.plusSeconds(1));
    assertThat(run(Map.of())).contains("-XX:SharedArchiveFile=" + archive + " ");
    jdk("25.0.1");
    Path cache = archive("25.0.1+x_Someone.aot", BUILT.plusSeconds(1));
    assertThat(run(Map.of())).contains("-XX:AOTCache=" + cache + " ");
  }

  @Test
  @DisplayName("rehearses once where there is none that is newer than the jar, and goes on without")
  void rehearsesOnce() throws Exception {
    archive("17.0.1+x_Someone.jsa", BUILT.minusSeconds(1));
    assertThat(run(Map.of())).contains("Preparing", "-jar").doesNotContain("Archive");
    assertThat(run(Map.of())).contains("-jar").doesNotContain("Preparing", "Archive");
    try (var left = Files.list(quickStart)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsOnly("17.0.1+x_Someone.jsa", "17.0.1+x_Someone.jsa.none");
    }
  }

  @Test
  @DisplayName("leaves an archive alone that the user chooses himself")
  void leavesTheChoice() throws Exception {
    archive("17.0.1+x_Someone.jsa", BUILT.plusSeconds(1));
    assertThat(run(Map.of("JAVA_OPTS", "-XX:SharedArchiveFile=mine")))
        .containsOnlyOnce("SharedArchiveFile")
        .contains("=mine");
  }

  @Test
  @DisplayName("has a JDK give memory back that can, also one where that was an experiment")
  void givesBack() throws Exception {
    String option = "-XX:TrimNativeHeapInterval=";
    for (String able : List.of("17.0.9", "21.0.1", "22", "25.0.1")) {
      jdk(able);
      assertThat(run(Map.of("OSTYPE", "linux-gnu")))
          .as(able)
          .contains("-XX:+UnlockExperimentalVMOptions " + option);
    }
    assertThat(run(Map.of("OSTYPE", "darwin23"))).contains("-jar").doesNotContain(option);
    for (String unable : List.of("17.0.8.1", "18.0.2", "21")) {
      jdk(unable);
      assertThat(run(Map.of("OSTYPE", "linux-gnu"))).as(unable).doesNotContain(option);
    }
  }

  @Test
  @DisplayName("refuses a JDK that is too old, in one line")
  void refusesAnOldJdk() throws Exception {
    jdk("11.0.2");
    Process process =
        Shell.begin(
            List.of(folder.resolve("parley/scripts/run").toString()), environment(Map.of()));
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .startsWith("Parley needs a JDK, 17 or newer")
        .endsWith("is version 11.\n");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  private void jdk(String version) throws IOException {
    Files.writeString(
        folder.resolve("jdk/release"),
        "IMPLEMENTOR=\"Someone\"\nJAVA_RUNTIME_VERSION=\"%s+x\"\nJAVA_VERSION=\"%s\"\n"
            .formatted(version, version));
  }

  private Path archive(String name, Instant made) throws IOException {
    Path archive = Files.createFile(quickStart.resolve(name));
    Files.setLastModifiedTime(archive, FileTime.from(made));
    return archive;
  }

  private String run(Map<String, String> more) throws Exception {
    return Shell.run(List.of(folder.resolve("parley/scripts/run").toString()), environment(more));
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(Map.of("JAVA_OPTS", ""));
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.putAll(more);
    return environment;
  }
}
