package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.domain.DemoDomain;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import dev.parley.testing.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A backup of the embedded database")
@TestMethodOrder(OrderAnnotation.class)
class BackupIT {

  private static final int VISITORS = 20;

  /** Whatever a start or a turn changes by itself is left out. */
  private static final List<String> TABLES =
      List.of("domain", "domain_secret", "knowledge", "customer", "visitor", "chat_room");

  private static final String FINISHED =
      "SELECT string_agg(m::text, E'\\n' ORDER BY id) FROM chat_message m WHERE turn_id NOT IN"
          + " (SELECT id FROM chat_message WHERE body = 'Slowly, please')";

  @TempDir static Path folder;

  private static ParleyHome home;
  private static ParleyProcess parley;
  private static ChatClient visitors;
  private static Path file;
  private static String shop;
  private static Map<String, String> backedUp;

  @BeforeAll
  static void start() {
    home = ParleyHome.create();
    visitors = new ChatClient();
    file = folder.resolve("backup.sql.gz");
    parley = ParleyProcess.start(home, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "4"));
  }

  @AfterAll
  static void stop() throws Exception {
    visitors.close();
    parley.close();
    home.close();
  }

  @Test
  @Order(1)
  @DisplayName("is made while the server runs, and is for its owner's eyes only")
  void backUp() throws Exception {
    shop = parley.domain("create", "A shop").strip();
    parley.domain("rotate-secret", shop);
    parley.domain("bot", DemoDomain.ID.toString(), "fixed", "Yes.");
    IntStream.range(0, VISITORS)
        .mapToObj(i -> say(i, "My email is v" + i / 2 + "@example.com"))
        .toList()
        .forEach(Said::await);
    parley.domain("bot", DemoDomain.ID.toString(), "fixed", "A word ".repeat(100).strip());
    Said slow = say(0, "Slowly, please");
    await().until(slow::acknowledged);
    backedUp = everything();

    backup("backup", file.toString());

    assertThat(slow.over().isComplete()).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> backup("backup", file.toString()))
        .hasMessageContaining("is there already");
    assertThat(folder).isDirectoryNotContaining(it -> !it.equals(file));
  }

  @Test
  @Order(2)
  @DisplayName("is not restored under a server that runs")
  void restoreUnderServer() {
    assertThatThrownBy(() -> backup("restore", file.toString(), "--replace"))
        .hasMessageContaining("Parley already runs on");
  }

  @Test
  @Order(3)
  @DisplayName("brings everything back after the server was killed and its folder lost")
  void restore() throws Exception {
    Said later = say(1, "After the backup");
    await().until(later::acknowledged);
    parley.kill();
    home.close();
    Files.createDirectory(home.folder());

    backup("restore", file.toString());

    parley = ParleyProcess.start(home, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "0"));
    assertThat(everything()).isEqualTo(backedUp);
    assertThat(home.queryText("SELECT count(*) FROM customer"))
        .isEqualTo(Integer.toString(VISITORS / 2));
    assertThat(home.queryText("SELECT count(*) FROM chat_message WHERE body LIKE 'After %'"))
        .isEqualTo("0");
    assertThat(parley.domain("secret", shop).lines()).hasSize(2);
    assertThat(
            home.queryText(
                "SELECT status FROM chat_message WHERE role = 'assistant' AND turn_id ="
                    + " (SELECT id FROM chat_message WHERE body = 'Slowly, please')"))
        .as("what was under way then is closed as after a crash")
        .isEqualTo("interrupted");
  }

  @Test
  @Order(4)
  @DisplayName("goes on where it was: known visitors in their rooms, new ones beside them")
  void goesOn() {
    assertThat(say(0, "There again?").await().finished()).isTrue();
    assertThat(say(VISITORS, "My email is new@example.com").await().finished()).isTrue();

    assertThat(
            home.queryText(
                "SELECT count(DISTINCT coalesce(r.folded_into, r.id)) FROM chat_message m JOIN"
                    + " chat_room r ON r.id = m.room_id WHERE m.visitor_id = (SELECT visitor_id FROM"
                    + " chat_message WHERE body = 'There again?')"))
        .isEqualTo("1");
    assertThat(
            home.queryText(
                "SELECT count(*) FROM chat_message WHERE id > (SELECT id FROM chat_message WHERE"
                    + " body = 'There again?')"))
        .as("its answer, and the next turn")
        .isEqualTo("3");
  }

  @Test
  @Order(5)
  @DisplayName("does not take the place of a database unless it is told to, nor when it is torn")
  void replace() throws Exception {
    parley.close();
    Path torn = Files.write(folder.resolve("torn"), halfOf(file));

    assertThatThrownBy(() -> backup("restore", file.toString()))
        .hasMessageContaining("--replace replaces it");
    assertThatThrownBy(() -> backup("restore", torn.toString(), "--replace"))
        .hasMessageContaining("It is not all of a backup.");
    assertThatThrownBy(() -> backup("backup", folder.resolve("missing/one.sql").toString()))
        .hasMessageContaining("There is no folder " + folder.resolve("missing") + ".");
    Path whole = folder.resolve("whole.sql");
    backup("backup", whole.toString());
    assertThat(whole).content().contains("new@example.com");

    backup("restore", file.toString(), "--replace");

    parley = ParleyProcess.start(home, Map.of());
    assertThat(everything()).isEqualTo(backedUp);
    assertThat(databases()).isEqualTo("1");
  }

  @Test
  @Order(6)
  @DisplayName("leaves no half of itself behind when it is told to end in the middle")
  void brokenOff() throws Exception {
    Path half = folder.resolve("half.sql");
    try (Connection other = home.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE knowledge IN ACCESS EXCLUSIVE MODE");
      Process backup = begin("backup", half.toString());
      await()
          .until(
              () ->
                  home.queryText(
                          "SELECT count(*) FROM pg_locks WHERE NOT granted"
                              + " AND relation = 'knowledge'::regclass")
                      .equals("1"));
      assertThat(folder).isDirectoryContaining(BackupIT::isUnfinished);

      backup.destroy();

      assertThat(backup.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(half).doesNotExist();
    assertThat(folder).isDirectoryNotContaining(BackupIT::isUnfinished);
  }

  private static boolean isUnfinished(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  @Test
  @Order(7)
  @DisplayName("is restored whole or not at all, and no server stays, when that is broken off")
  void restoreBrokenOff() throws Exception {
    parley.close();
    byte[] script = Files.readAllBytes(folder.resolve("whole.sql"));
    Path pipe = folder.resolve("pipe");
    Shell.run(List.of("mkfifo", pipe.toString()), Map.of());
    Process restore = begin("restore", pipe.toString(), "--replace");
    try (OutputStream to = Files.newOutputStream(pipe)) {
      to.write(script, 0, script.length / 2);
      await().ignoreExceptions().until(() -> databases().equals("2"));

      restore.destroy();

      assertThat(restore.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(home.postgres()).isEmpty();
    parley = ParleyProcess.start(home, Map.of());
    assertThat(everything()).isEqualTo(backedUp);
    assertThat(databases()).isEqualTo("1");
  }

  private static String databases() {
    return home.queryText("SELECT count(*) FROM pg_database WHERE datname LIKE 'parley%'");
  }

  private static byte[] halfOf(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  private static Said say(int visitor, String message) {
    return visitors.say(parley, DemoDomain.ID, "visitor-" + visitor, message);
  }

  private static Map<String, String> everything() {
    Map<String, String> everything = new TreeMap<>();
    for (String table : TABLES) {
      everything.put(
          table,
          home.queryText(
              "SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM " + table + " AS t"));
    }
    everything.put("finished", home.queryText(FINISHED));
    return everything;
  }

  private static void backup(String script, String... arguments) throws Exception {
    Shell.run(command(script, arguments), environment());
  }

  private static Process begin(String script, String... arguments) throws Exception {
    return Shell.begin(command(script, arguments), environment());
  }

  private static List<String> command(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("scripts/" + script));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Map<String, String> environment() {
    return Map.of("PARLEY_HOME", home.folder().toString());
  }
}
