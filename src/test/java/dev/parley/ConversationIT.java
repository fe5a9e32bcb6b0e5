package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A conversation by curl")
class ConversationIT {

  private static final String DEMO = "11111111-1111-4111-8111-111111111111";

  private static ParleyHome home;
  private static ParleyProcess parley;

  @BeforeAll
  static void start() {
    home = ParleyHome.create();
    parley = ParleyProcess.start(home, Map.of("PARLEY_BOT_WORDS_PER_SECOND", "400"));
  }

  @AfterAll
  static void stop() throws Exception {
    parley.close();
    home.close();
  }

  @Test
  @DisplayName("begins with the version, which the metrics have, too")
  void version() throws Exception {
    String first = lines(" INFO ").get(0);
    String version = first.replaceFirst(" INFO  Main - Parley (\\S+) starts.*", "$1");
    assertThat(version).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(parley.metric("parley_build_info{version=\"" + version + "\"}")).isEqualTo(1);
    String where =
        " INFO  Main - Operators are served at http://127.0.0.1:\\d+, and the database is .+";
    Awaitility.await().until(() -> lines(" INFO ").stream().anyMatch(it -> it.matches(where)));
  }

  @Test
  @DisplayName("makes a customer of a visitor who gives an address, and tells the log")
  void newCustomer() throws Exception {
    assertThat(say("new-1", "My email is new@example.com"))
        .startsWith("id: ")
        .endsWith("data: [DONE]\n\n");

    assertThat(customers("new@example.com")).isEqualTo("1");
    String customer = home.queryText("SELECT id FROM customer WHERE email = 'new@example.com'");
    String room = home.queryText("SELECT id FROM chat_room WHERE customer_id = '" + customer + "'");
    assertThat(lines("[Bot Stream]"))
        .contains(
            "[Bot Stream] 📧 Customer email detected: new@example.com",
            "[Bot Stream] ✅ Customer found/created: " + customer,
            "[Bot Stream] 🆕 New customer, created chat room: " + room);
  }

  @Test
  @DisplayName(
      "goes on in one room for who returns: without the address, or from elsewhere with it")
  void returningCustomer() throws Exception {
    say("back-1", "My email is back@example.com");
    say("back-1", "Hi again");
    say("back-2", "Hello from another browser");
    say("back-2", "My email is BACK@example.com");

    assertThat(customers("back@example.com")).isEqualTo("1");
    assertThat(rooms("back@example.com")).isEqualTo("1");
    assertThat(parley.domain("conversations", DEMO, "back@example.com"))
        .contains("My email is back@example.com", "Hi again", "My email is BACK@example.com");
  }

  @Test
  @DisplayName("makes one customer and one room of two at once who give the same address")
  void twoAtOnce() throws Exception {
    Process one = Shell.begin(curl("both-1", "My email is both@example.com"), Map.of());
    Process other = Shell.begin(curl("both-2", "My email is both@example.com"), Map.of());
    assertThat(one.inputReader().lines()).contains("data: [DONE]");
    assertThat(other.inputReader().lines()).contains("data: [DONE]");

    assertThat(customers("both@example.com")).isEqualTo("1");
    assertThat(rooms("both@example.com")).isEqualTo("1");
  }

  @Test
  @DisplayName("leaves a stranger who gives no address a stranger")
  void stranger() throws Exception {
    assertThat(say("stranger", "Hello")).endsWith("data: [DONE]\n\n");

    assertThat(
            home.queryText(
                """
                SELECT count(*) FROM chat_room r JOIN chat_message m ON m.room_id = r.id
                WHERE m.body = 'Hello' AND r.customer_id IS NULL
                """))
        .isEqualTo("1");
  }

  @Test
  @DisplayName("stores the answer that was heard, and shows it to the domain's owner")
  void storedAnswer() throws Exception {
    say("listener", "My email is listener@example.com");
    String heard = say("listener", "How do I embed Parley?", "-H", "Accept: text/plain");

    assertThat(heard).isNotBlank().doesNotContain("data:");
    assertThat(
            home.queryText(
                """
                SELECT a.body FROM chat_message q
                JOIN chat_message a ON a.turn_id = q.id AND a.role = 'assistant'
                WHERE q.body = 'How do I embed Parley?' AND a.status = 'complete'
                """))
        .isEqualTo(heard);
    assertThat(parley.domain("conversations", DEMO, "listener@example.com"))
        .contains("How do I embed Parley?", heard.lines().findFirst().orElseThrow());
  }

  @Test
  @DisplayName("takes bodies as curl -d sends them: with 100% sure, and of 4,000 characters")
  void bodies() throws Exception {
    String longest = "long " + "ä".repeat(3995);

    assertThat(say("careful", "I am 100% sure & more=that+this")).endsWith("data: [DONE]\n\n");
    assertThat(say("talkative", longest)).endsWith("data: [DONE]\n\n");

    assertThat(stored("I am 100% sure & more=that+this")).isEqualTo("1");
    assertThat(stored(longest)).isEqualTo("1");
    assertThat(say("talkative", longest + "!", "-w", "%{http_code}")).endsWith("400");
  }

  private static String say(String visitor, String message, String... options) throws Exception {
    List<String> command = new ArrayList<>(curl(visitor, message));
    command.addAll(List.of(options));
    return Shell.run(command, Map.of());
  }

  private static List<String> curl(String visitor, String message) {
    String body =
        """
        {"domainId":"%s","message":"%s","anonymousId":"%s","chat":[]}"""
            .formatted(DEMO, message, visitor);
    String url = "http://localhost:" + parley.port() + "/api/bot/stream";
    return List.of("curl", "-sS", "--max-time", "20", "-X", "POST", url, "-d", body);
  }

  private static String customers(String email) {
    return home.queryText("SELECT count(*) FROM customer WHERE email = '" + email + "'");
  }

  private static String rooms(String email) {
    return home.queryText(
        """
        SELECT count(DISTINCT r.id) FROM customer c JOIN chat_room r ON r.customer_id = c.id
        JOIN chat_message m ON m.room_id = r.id WHERE c.email = '%s'
        """
            .formatted(email));
  }

  private static String stored(String message) {
    return home.queryText("SELECT count(*) FROM chat_message WHERE body = '" + message + "'");
  }

  private static List<String> lines(String part) {
    return parley.output().stream()
        .filter(line -> line.contains(part))
        .map(line -> line.substring(line.indexOf(part)))
        .collect(Collectors.toList());
  }
}
