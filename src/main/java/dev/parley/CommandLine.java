package dev.parley;

import dev.parley.settings.Version;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** What stands behind the jar when it is started: a question about it, or nothing. */
final class CommandLine {

  private static final List<String> HELP = List.of("--help", "-h");
  private static final String VERSION = "--version";

  private static final String USAGE =
      """
      Usage: java -jar parley.jar [--help | --version]

      Starts Parley, and prints its address. Ctrl-C or SIGTERM ends it cleanly.
      Without DATABASE_URL it brings its own PostgreSQL.

      Settings: conf/parley.yaml where it is started, over it the file that PARLEY_CONF names, over it
      the environment, e.g.
        PORT=8080 java -jar parley.jar
        DATABASE_URL=postgresql://user:password@host/database java -jar parley.jar

      HOST, PORT                         the visitors' side (127.0.0.1, 3000)
      MANAGEMENT_HOST, MANAGEMENT_PORT   the operators' side (127.0.0.1, 3001)
      PARLEY_HOME                        the folder of the embedded database and the admin token (.parley)
      PARLEY_ADMIN_TOKEN                 the admin routes' bearer token

      README.md has the others, and conf/parley.yaml, beside the sources, every setting with its default.
      """;

  private CommandLine() {}

  /**
   * Answers, before anything is read, made or asked.
   *
   * @return the exit code; nothing when Parley is to be started
   */
  static OptionalInt answer(String[] arguments, PrintStream out, PrintStream err) {
    List<String> given = Arrays.asList(arguments);
    Optional<String> unknown =
        given.stream().filter(Predicate.not(CommandLine::isKnown)).findFirst();
    if (unknown.isPresent()) {
      err.println(
          "Parley takes no such argument: "
              + unknown.get()
              + ". What can be set is in the environment and in conf/; --help says more.");
      return OptionalInt.of(2);
    }
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    out.print(given.contains(VERSION) ? "Parley " + Version.TEXT + "\n" : USAGE);
    out.flush();
    return OptionalInt.of(0);
  }

  private static boolean isKnown(String argument) {
    return argument.equals(VERSION) || HELP.contains(argument);
  }
}
