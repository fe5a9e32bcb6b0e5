package dev.parley.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's own programs, for whoever has to treat a server worse than the program ever would.
 *
 * @param folder where {@code initdb} and {@code postgres} are
 */
public record PostgresPrograms(Path folder) {

  /** Where those that travel with the program are unpacked, once for all test runs. */
  public static final Path UNPACKED = Path.of("target", "postgres-binaries");

  /** Those that travel with the program. */
  public static PostgresPrograms ours() throws IOException {
    return new PostgresPrograms(
        PostgresBinaries.unpackInto(UNPACKED.toAbsolutePath().normalize()).resolve("bin"));
  }

  /**
   * How one of them is run on a data folder, which is given to whoever runs it.
   *
   * @param data a folder that is there
   */
  public List<String> command(Path data, String program, String... arguments) throws IOException {
    PostgresUser user = PostgresUser.find(data);
    if (user.owner().isPresent() && !Files.getOwner(data).equals(user.owner().get())) {
      FileTrees.give(data, user.owner().get());
    }
    List<String> command = new ArrayList<>(user.prefix());
    command.add(folder.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }
}
