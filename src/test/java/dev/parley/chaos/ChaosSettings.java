package dev.parley.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much of it.
 *
 * @param servers how many serve at once on one database
 * @param kills of servers
 * @param databaseKills of PostgreSQL
 * @param cuts what is done to the network
 * @param seed decides what happens; not when, since the machine has its say in that
 * @param clients how many visitors talk at once
 * @param length at least; the faults are spread over it
 * @param folder for all that is made
 * @param postgres where PostgreSQL's programs are; empty takes those that Parley brings
 * @param jvmOptions the servers'
 */
record ChaosSettings(
    int servers,
    int kills,
    int databaseKills,
    int cuts,
    long seed,
    int clients,
    Duration length,
    Path folder,
    Optional<Path> postgres,
    List<String> jvmOptions) {

  /** Reads {@code NAME=VALUE…}; what comes after {@code --} is for the server's JVM. */
  static ChaosSettings parse(String... arguments) {
    List<String> all = List.of(arguments);
    int end = all.indexOf("--");
    Map<String, String> given = new TreeMap<>();
    for (String argument : all.subList(0, end < 0 ? all.size() : end)) {
      String[] parts = argument.split("=", 2);
      given.put(parts[0], parts[1]);
    }
    return new ChaosSettings(
        Integer.parseInt(given.get("servers")),
        Integer.parseInt(given.get("kills")),
        Integer.parseInt(given.get("database-kills")),
        Integer.parseInt(given.get("cuts")),
        Long.parseLong(given.get("seed")),
        Integer.parseInt(given.get("clients")),
        Duration.ofSeconds(Long.parseLong(given.get("seconds"))),
        Path.of(given.get("folder")),
        Optional.of(given.get("postgres")).filter(path -> !path.isEmpty()).map(Path::of),
        end < 0 ? List.of() : all.subList(end + 1, all.size()));
  }
}
