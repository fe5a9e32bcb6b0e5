package dev.parley;

import dev.parley.database.SecretFile;
import dev.parley.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the scripts which Parley runs and where, wherever its settings came from: a file at home,
 * there while it runs, with what the environment would say, and by which process they know that it
 * does. For its owner's eyes only, since a database's URL bears a password. Of two that share a
 * home the last one is told of.
 */
record RunningFile(Path file, String text) {

  private static final Logger LOG = LoggerFactory.getLogger(RunningFile.class);

  static RunningFile of(Settings settings, Verticles.Ports ports) {
    String text =
        """
        PID=%s
        PORT=%s
        MANAGEMENT_HOST=%s
        MANAGEMENT_PORT=%s
        DATABASE_URL=%s"""
            .formatted(
                ProcessHandle.current().pid(),
                ports.http(),
                settings.management().host(),
                ports.management(),
                settings.database().url()); // none: the scripts know where the embedded one is
    return new RunningFile(settings.home().resolve("running"), text);
  }

  /** Replaces what one left that was killed. Without the file Parley serves all the same. */
  void write() {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SecretFile.write(file, text);
    } catch (IOException e) {
      String cause =
          e.getClass().getSimpleName() + ": " + e.getMessage(); // often only a file's name
      LOG.warn(
          "The scripts cannot be told where Parley runs: {} cannot be written ({})", file, cause);
    }
  }

  /** Leaves that of another alone. */
  void remove() {
    try {
      if (Files.exists(file) && Files.readString(file).strip().equals(text)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.warn("{} is left behind", file, e);
    }
  }

  /** Says nothing of the text, so that no log does. */
  @Override
  public String toString() {
    return "RunningFile[" + file + "]";
  }
}
