package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A server and a database that are killed, and a network that is cut, under load")
class ChaosIT {

  private static final int CLIENTS = 12;

  @Test
  @DisplayName("keep every promise that was made; the seed is printed, scripts/chaos takes it")
  void keepsItsPromises() throws Exception {
    assertThat(round(1, 4, 2, 4).verdict().answersHeard()).isGreaterThan(50);
  }

  @Test
  @DisplayName("keep them also as two servers, of which one goes on for the other")
  void keepsItsPromisesAsTwo() throws Exception {
    Survival survival = round(2, 2, 1, 1).survival();

    assertThat(survival.acknowledged()).isPositive();
    assertThat(survival.takeOvers()).isEqualTo(1);
  }

  private static Chaos.Outcome round(int servers, int kills, int databaseKills, int cuts)
      throws Exception {
    // A folder that every user can reach: as root, PostgreSQL runs as another.
    Path folder =
        Files.createTempDirectory(
            Path.of("target").toAbsolutePath(),
            "chaos-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);
    System.out.println("chaos with seed " + seed + " in " + folder);

    Chaos.Outcome outcome =
        Chaos.run(
            new ChaosSettings(
                servers,
                kills,
                databaseKills,
                cuts,
                seed,
                CLIENTS,
                Duration.ZERO,
                folder,
                Optional.empty(),
                quickStart()),
            System.out::println);

    System.out.println(outcome.table());
    assertThat(outcome.isClean()).as(outcome.table()).isTrue();
    delete(folder);
    return outcome;
  }

  /**
   * Quick to start, which matters more here than speed: with what the build has written down for
   * that, if it has. An archive that does not fit is passed over.
   */
  private static List<String> quickStart() throws IOException {
    Path folder = Path.of("target", "quick-start");
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
      files
          .filter(file -> file.toString().endsWith(".jsa"))
          .findFirst()
          .map(file -> List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off"))
          .ifPresent(options::addAll);
    }
    return options;
  }

  /** Of a round that failed, it is left. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
