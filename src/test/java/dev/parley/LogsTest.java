package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program writes by {@code conf/logback.xml}, in a locale that knows no UTF-8. */
@DisplayName("The log")
class LogsTest {

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";
  private static final String FORGED = "2026-01-01T00:00:00.000Z ERROR";

  private static List<String> lines;

  /** Logs, and ends at once. */
  static final class Program {

    public static void main(String[] arguments) {
      Logs.configure(Path.of("").toAbsolutePath());
      Logger log = LoggerFactory.getLogger("dev.parley.some.TurnLog");
      log.debug("too little");
      log.info("📧 {} → ü", "café");
      log.info("one\r\n" + FORGED + "\u2028two\nthree\u0085four\r\u2029five");
      log.warn("broken", new IllegalStateException("why\n" + FORGED + "\n\nend"));
      log.info("last");
      Logs.stop();
      log.info("too late");
    }
  }

  @BeforeAll
  static void run() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    lines =
        Shell.run(
                List.of(java, "-cp", classPath, Program.class.getName()),
                Map.of("LC_ALL", "C", "JAVA_TOOL_OPTIONS", ""))
            .lines()
            .filter(line -> !line.startsWith("Picked up"))
            .toList();
  }

  @Test
  @DisplayName("is UTF-8 whatever the locale, and says when, how bad and who")
  void form() {
    assertThat(lines.get(0)).matches(TIME + "INFO  TurnLog - 📧 café → ü");
  }

  @Test
  @DisplayName("shows the breaks in a message, so that nobody writes lines of his own")
  void breaks() {
    assertThat(lines.get(1))
        .matches(TIME + "INFO  TurnLog - one ⏎ " + FORGED + " ⏎ two ⏎ three ⏎ four ⏎ five");
  }

  @Test
  @DisplayName("indents a stack trace, whatever stands in an exception's message")
  void trace() {
    assertThat(lines.get(2)).matches(TIME + "WARN  TurnLog - broken");
    assertThat(lines.subList(3, 8))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("    java.lang.IllegalStateException: why"),
            line -> assertThat(line).isEqualTo("    " + FORGED),
            line -> assertThat(line).isEmpty(),
            line -> assertThat(line).isEqualTo("    end"),
            line -> assertThat(line).startsWith("    \tat dev.parley.LogsTest$Program.main"));
  }

  @Test
  @DisplayName("is written to its last line on the way down, and then says nothing more")
  void last() {
    assertThat(lines).last().asString().endsWith("INFO  TurnLog - last");
    assertThat(lines).hasSize(9);
  }
}
