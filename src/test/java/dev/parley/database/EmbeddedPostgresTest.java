package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.settings.StartException;
import dev.parley.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The embedded PostgreSQL")
class EmbeddedPostgresTest {

  private static final String DATABASES =
      "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'parley%'";

  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "embedded-");
  }

  @AfterEach
  void deleteHome() throws IOException {
    FileTrees.delete(home);
  }

  @Test
  @DisplayName("keeps what it acknowledges, and answers nobody without a password")
  void isDurable() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertThat(query(postgres, "SHOW " + setting)).isEqualTo("on");
      }
      assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      DatabaseUrl stranger =
          DatabaseUrl.loopback(postgres.url().port(), "parley", "guess", "parley");
      assertThatThrownBy(stranger::openJdbc).hasMessageContaining("password");
    }
  }

  @Test
  @DisplayName("keeps its data and its port from one start to the next")
  void keepsItsData() throws SQLException {
    int port;
    try (EmbeddedPostgres postgres = start()) {
      port = postgres.url().port();
      execute(postgres, "CREATE TABLE kept AS SELECT 'Ärger' AS word");
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.url().port()).isEqualTo(port);
      assertThat(query(postgres, "SELECT lower(word) FROM kept")).isEqualTo("ärger");
    }
  }

  @Test
  @DisplayName("drops what a restore left that was broken off, and never the only copy")
  void dropsLeftovers() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      execute(postgres, "CREATE DATABASE parley_replaced");
      execute(postgres, "CREATE DATABASE parley_restored");
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres, DATABASES)).isEqualTo("parley parley_replaced");
      execute(postgres, "CREATE TABLE kept AS SELECT 1 AS one");
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres, DATABASES)).isEqualTo("parley");
      assertThat(query(postgres, "SELECT one FROM kept")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "port", "0", "99999", "999999999999", "\u00ff"})
  @DisplayName("takes another port when the one that was kept is none")
  void keptNoPort(String kept) throws Exception {
    start().close();
    Files.writeString(home.resolve("postgres.port"), kept, StandardCharsets.ISO_8859_1);
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
      assertThat(home.resolve("postgres.port")).hasContent(postgres.url().port() + "\n");
    }
  }

  @Test
  @DisplayName("refuses a second start on the same data in one clear line")
  void refusesASecondStart() {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.url()).isNotNull();
      assertThatThrownBy(this::start)
          .isInstanceOf(StartException.class)
          .hasMessage(
              "Parley already runs on %s (process %d)."
                  + " Stop it first, or set PARLEY_HOME to another folder.",
              home.toAbsolutePath(), ProcessHandle.current().pid());
    }
  }

  @Test
  @DisplayName("ends the server that a killed process left behind, and starts anew")
  void takesOver() throws Exception {
    Process other = startInAnotherProcess();
    long leftBehind = serverPid();
    other.destroyForcibly().waitFor();
    assertThat(ProcessHandle.of(leftBehind)).isPresent();
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
      assertThat(serverPid()).isNotEqualTo(leftBehind);
    }
  }

  @Test
  @DisplayName("is started again where it was after somebody killed it, unless it is closed")
  void isRevived() throws Exception {
    EmbeddedPostgres closed;
    try (EmbeddedPostgres postgres = start()) {
      execute(postgres, "CREATE TABLE kept AS SELECT 1 AS one");
      long first = serverPid();
      postgres.revive();
      assertThat(serverPid()).isEqualTo(first);

      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .ignoreExceptionsInstanceOf(StartException.class) // what it left may live a moment longer
          .until(
              () -> {
                postgres.revive();
                return serverPid() != first;
              });
      assertThat(query(postgres, "SELECT one FROM kept")).isEqualTo("1");
      closed = postgres;
    }
    closed.revive();
    assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  @DisplayName("starts over a leftover file that names some other living process")
  void ignoresAForeignPid() throws Exception {
    start().close();
    String foreign =
        """
        %d
        %s
        1
        5432

        127.0.0.1
                1         1
        """;
    Files.writeString(
        home.resolve("data/postmaster.pid"),
        foreign.formatted(ProcessHandle.current().pid(), home.resolve("data").toAbsolutePath()));
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("lives in a session of its own, where no Ctrl-C reaches it")
  void hasItsOwnSession() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.url()).isNotNull();
      String pid = Long.toString(serverPid());
      assertThat(Command.run(List.of("ps", "-o", "sid=", "-p", pid)).output().strip())
          .isEqualTo(pid);
    }
  }

  @Test
  @DisplayName("takes programs that the build has unpacked, and keeps its own copy of them")
  void takesPreparedPrograms() throws IOException {
    Path prepared = home.resolve("prepared");
    Path unpacked = PostgresBinaries.unpackInto(prepared);
    Files.writeString(unpacked.resolve("share/prepared"), "by the build");
    Path taken = PostgresBinaries.unpackInto(home.resolve("postgres"), Optional.of(prepared));
    FileTrees.delete(prepared);
    assertThat(taken.resolve("share/prepared")).hasContent("by the build");
    assertThat(taken.resolve("bin/postgres")).isExecutable();
    assertThat(taken.getFileName()).isEqualTo(unpacked.getFileName());
  }

  @Test
  @DisplayName("is not taken for dead by a root who may not see what others run, as in a container")
  void isSeen() throws Exception {
    List<String> blinded = List.of("setpriv", "--bounding-set", "-sys_ptrace", "--");
    assumeTrue(
        Command.run(Stream.concat(blinded.stream(), Stream.of("true")).toList()).succeeded(),
        "only root runs it as another user, and can give rights away");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    Process blind = inAnotherProcess(Blind.class, blinded);
    String said = new String(blind.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEqualTo("unseen, and ready\n");
    assertThat(blind.waitFor()).isZero();
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(home, TestServer.BINARIES);
  }

  private Process startInAnotherProcess() throws IOException {
    Process process = inAnotherProcess(Holder.class, List.of());
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> process.getInputStream().available() > 0);
    return process;
  }

  private Process inAnotherProcess(Class<?> main, List<String> prefix) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(main.getName(), home.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private long serverPid() throws IOException {
    return Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid")).get(0).strip());
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.url().openJdbc();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.url().openJdbc();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Another process: starts one as another user, and tells whether it sees it, and how it is. */
  static final class Blind {

    private Blind() {}

    public static void main(String[] arguments) throws IOException {
      Path home = Path.of(arguments[0]).toAbsolutePath();
      try (EmbeddedPostgres postgres =
          EmbeddedPostgres.start(home, TestServer.BINARIES, data -> PostgresUser.unprivileged())) {
        assertThat(postgres.url()).isNotNull();
        Path data = home.resolve("data");
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        boolean seen = ProcessHandle.of(pid).orElseThrow().info().command().isPresent();
        boolean ready = new Postmaster(data).ready();
        System.out.println((seen ? "seen" : "unseen") + ", and " + (ready ? "ready" : "dead"));
      }
    }
  }

  /** Another process: starts one, says so, and waits to be killed. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      EmbeddedPostgres.start(Path.of(arguments[0]), TestServer.BINARIES);
      System.out.println("started");
      System.out.flush();
      // Ends with its parent at the latest.
      int read = System.in.read();
      System.exit(read);
    }
  }
}
