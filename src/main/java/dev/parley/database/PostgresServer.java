package dev.parley.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.parley.settings.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Drives {@code initdb} and {@code pg_ctl}, as the right user. Everything here blocks. */
final class PostgresServer {

  /** On the command line, where no configuration file overrules them. */
  private static final List<String> SETTINGS =
      List.of(
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "shared_buffers=128MB",
          "max_connections=100",
          "max_wal_size=1GB",
          "checkpoint_timeout=15min",
          "jit=off",
          "timezone=UTC",
          "log_timezone=UTC",
          "logging_collector=off",
          "log_checkpoints=off",
          "log_autovacuum_min_duration=-1",
          // Errors of statements reach the program, which logs them; here they would show
          // addresses.
          "log_min_messages=log",
          "log_min_error_statement=panic");

  /** Recovery after a crash takes as long as it takes; only a server that hangs is given up. */
  private static final String START_SECONDS = "600";

  private static final String STOP_SECONDS = "30";
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final int PORT_ATTEMPTS = 3;
  private static final int MOST_PORT = 65_535;
  private static final long LOG_BYTES = 1_000_000;

  /** In the home folder: the port on which it listens. */
  static final String PORT_FILE = "postgres.port";

  private final Path data;
  private final Path log;
  private final Path portFile;
  private final Path programs;
  private final PostgresUser user;
  private final Postmaster postmaster;

  PostgresServer(Path home, Path data, Path binaries, PostgresUser user) {
    this.data = data;
    this.log = home.resolve("postgres.log");
    this.portFile = home.resolve(PORT_FILE);
    this.programs = binaries.resolve("bin");
    this.user = user;
    this.postmaster = new Postmaster(data);
  }

  /** Makes the data folder, whole or not at all, unless it is there. */
  void initialise(String password) throws IOException {
    checkReach();
    if (Files.exists(data.resolve("PG_VERSION"))) {
      handOver();
      return;
    }
    Path beside = data.resolveSibling("data.new");
    Command.Result result = new Command.Result(0, "");
    // The ctype decides what full-text search takes for a letter; not every system has them all.
    for (String ctype : List.of("C.UTF-8", "en_US.UTF-8", "C")) {
      result = initdb(beside, password, ctype);
      if (result.succeeded()) {
        Files.move(beside, data, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
    throw new StartException(
        "The embedded PostgreSQL could not make its data: " + result.lastLine());
  }

  private Command.Result initdb(Path folder, String password, String ctype) throws IOException {
    FileTrees.delete(folder);
    Files.createDirectory(folder);
    Path passwordFile = folder.resolveSibling("initdb.password");
    SecretFile.write(passwordFile, password);
    try {
      if (user.owner().isPresent()) {
        Files.setOwner(folder, user.owner().get());
        Files.setOwner(passwordFile, user.owner().get());
      }
      return run(
          "initdb",
          "-D",
          folder.toString(),
          "-U",
          "parley",
          "-A",
          "scram-sha-256",
          "--pwfile=" + passwordFile,
          "-E",
          "UTF8",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          "--locale=C",
          "--lc-ctype=" + ctype);
    } finally {
      Files.delete(passwordFile);
    }
  }

  /**
   * Starts the server, and comes back when it accepts connections.
   *
   * @return the port it listens on
   */
  int start() throws IOException {
    endLeftover();
    prepareLog();
    Command.Result result = new Command.Result(0, "");
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      int port = port();
      result = start(port);
      if (result.succeeded()) {
        return port;
      }
      if (isFree(port)) {
        break;
      }
    }
    throw notStarted(result);
  }

  /** Whether its process is there. */
  boolean isAlive() throws IOException {
    return postmaster.alive();
  }

  /**
   * Starts it again after it was killed, where it was; comes back when it accepts connections.
   *
   * @throws StartException when it does not start, as long as processes that it left are there
   */
  void startAgain(int port) throws IOException {
    endLeftover();
    Command.Result result = start(port);
    if (!result.succeeded()) {
      throw notStarted(result);
    }
  }

  private StartException notStarted(Command.Result result) {
    return new StartException(
        "The embedded PostgreSQL did not start: " + result.lastLine() + " (" + log + ")");
  }

  /** Asks for itself whether the server is there: pg_ctl looks ten times a second only. */
  private Command.Result start(int port) throws IOException {
    CompletableFuture<Command.Result> control =
        CompletableFuture.supplyAsync(
            () ->
                run(
                    "pg_ctl",
                    "start",
                    "-D",
                    data.toString(),
                    "-w",
                    "-t",
                    START_SECONDS,
                    "-l",
                    log.toString(),
                    "-o",
                    options(port)));
    while (!control.isDone()) {
      if (isReady()) {
        return new Command.Result(0, "");
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return control.join();
  }

  /** What cannot be read is not there yet: pg_ctl knows when to give up. */
  private boolean isReady() {
    try {
      return postmaster.ready();
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops the server: connections are ended, what is committed is kept. */
  void stop() {
    if (!stop("fast").succeeded()) {
      stop("immediate");
    }
  }

  private Command.Result stop(String mode) {
    return run("pg_ctl", "stop", "-D", data.toString(), "-m", mode, "-w", "-t", STOP_SECONDS);
  }

  private void endLeftover() throws IOException {
    if (postmaster.alive()) {
      stop();
    }
    postmaster.disown();
  }

  private void checkReach() {
    String program = programs.resolve("postgres").toString();
    Command.Result result = run(Path.of(program), "--version");
    if (!result.succeeded()) {
      throw new StartException(
          "The embedded PostgreSQL cannot run from "
              + programs
              + ": "
              + result.lastLine()
              + ". Set PARLEY_HOME to a folder that "
              + user.owner().map(owner -> "the user " + owner.getName()).orElse("this user")
              + " can reach.");
    }
  }

  private void handOver() throws IOException {
    if (user.owner().isPresent() && !Files.getOwner(data).equals(user.owner().get())) {
      FileTrees.give(data, user.owner().get());
    }
  }

  private void prepareLog() throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
      Files.move(log, log.resolveSibling("postgres.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    if (user.owner().isPresent()) {
      Files.setOwner(log, user.owner().get());
    }
  }

  /** The port that was kept with the data; another one when it is taken. */
  private int port() throws IOException {
    Optional<Integer> kept = keptPort().filter(PostgresServer::isFree);
    if (kept.isPresent()) {
      return kept.get();
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path beside = portFile.resolveSibling(PORT_FILE + ".new");
      Files.writeString(beside, socket.getLocalPort() + "\n");
      Files.move(beside, portFile, StandardCopyOption.ATOMIC_MOVE);
      return socket.getLocalPort();
    }
  }

  /** None when there is no number: a machine that loses its power may leave an empty file. */
  private Optional<Integer> keptPort() throws IOException {
    return Files.exists(portFile)
        ? Optional.of(Files.readString(portFile, ISO_8859_1).strip())
            .filter(text -> text.matches("[0-9]{1,5}"))
            .map(Integer::valueOf)
            .filter(port -> port > 0 && port <= MOST_PORT)
        : Optional.empty();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static String options(int port) {
    return Stream.concat(SETTINGS.stream(), Stream.of("port=" + port))
        .map(setting -> "-c " + setting)
        .collect(Collectors.joining(" "));
  }

  private Command.Result run(String program, String... arguments) {
    return run(programs.resolve(program), arguments);
  }

  private Command.Result run(Path program, String... arguments) {
    return Command.run(
        Stream.of(user.prefix().stream(), Stream.of(program.toString()), Stream.of(arguments))
            .flatMap(words -> words)
            .toList());
  }
}
