package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The server process that {@code postmaster.pid} in a data folder speaks of. */
final class Postmaster {

  /** More than any system counts up to. */
  private static final String NOBODY = Integer.toString(Integer.MAX_VALUE);

  private final Path data;
  private final Path file;

  Postmaster(Path data) {
    this.data = data;
    this.file = data.resolve("postmaster.pid");
  }

  /** Whether a server runs on this data; another process that merely got its number does not. */
  boolean alive() throws IOException {
    return recorded().flatMap(ProcessHandle::of).filter(this::isServer).isPresent();
  }

  /** Whether it accepts connections, which it says in the last line of the file. */
  boolean ready() throws IOException {
    try {
      return alive() && Files.readString(file).stripTrailing().endsWith("ready");
    } catch (NoSuchFileException itHasJustEnded) {
      return false;
    }
  }

  /**
   * Makes a leftover file speak of nobody. PostgreSQL would refuse to start while the number
   * belongs to any living process of the same user, which after a reboot or in a container it soon
   * does. The file stays, because PostgreSQL knows by its last line whether orphans of the old
   * server still hold its memory.
   */
  void disown() throws IOException {
    if (recorded().isPresent()) {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      lines.set(0, NOBODY);
      Files.writeString(file, String.join("\n", lines) + "\n", UTF_8);
    }
  }

  private Optional<Long> recorded() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    return lines.isEmpty() || !lines.get(0).matches("\\d{1,10}")
        ? Optional.empty()
        : Optional.of(Long.valueOf(lines.get(0)));
  }

  /**
   * Which program another user's process runs, root may not see in a container (Linux asks for
   * CAP_SYS_PTRACE); then its arguments decide. Of which nothing is to be seen, that is taken for
   * the server: who ends the living for dead does more harm.
   */
  private boolean isServer(ProcessHandle process) {
    boolean postgres =
        process.info().command().map(Path::of).map(c -> c.endsWith("postgres")).orElse(true);
    boolean onThisData =
        process
            .info()
            .arguments()
            .map(arguments -> List.of(arguments).contains(data.toString()))
            .orElse(true);
    return process.isAlive() && postgres && onThisData;
  }
}
