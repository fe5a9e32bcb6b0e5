package dev.parley.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The log on standard output")
class StandardOutputAppenderTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("test");

  @BeforeEach
  void complete() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @AfterEach
  void stop() {
    context.stop();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("log");
  }

  @Test
  @DisplayName("has every line, in the order of each thread, once it is stopped")
  void everything() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    appendTo(out, 100_000, 0);
    List<Thread> threads = IntStream.range(0, 4).mapToObj(this::logging).toList();
    for (Thread thread : threads) {
      thread.join();
    }
    context.stop();
    List<String> lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(4_000);
    for (int thread = 0; thread < 4; thread++) {
      String own = "INFO " + thread + ": ";
      assertThat(lines)
          .filteredOn(line -> line.startsWith(own))
          .containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(i -> own + i).toList());
    }
  }

  @Test
  @DisplayName("shows a line without being stopped, also when it has slept")
  void shownSoon() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    appendTo(out, 10, 0);
    log.info("first");
    await().until(() -> out.toString(UTF_8).equals("INFO first\n"));
    await().until(() -> writer().getState() == Thread.State.WAITING);
    log.info("second");
    await().until(() -> out.toString(UTF_8).equals("INFO first\nINFO second\n"));
  }

  @Test
  @DisplayName("shows what a message said when it was logged, not later")
  void mutableArgument() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    appendTo(out, 10, 0);
    StringBuilder argument = new StringBuilder("then");
    log.info("{}", argument);
    argument.append(" and now");
    context.stop();
    assertThat(out.toString(UTF_8)).isEqualTo("INFO then\n");
  }

  @Test
  @DisplayName("shows what a counter counted when it was logged, though it is a number")
  void counter() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    appendTo(out, 10, 0);
    AtomicInteger counter = new AtomicInteger(1);
    log.info("{} of {}", counter, 3);
    counter.set(2);
    context.stop();
    assertThat(out.toString(UTF_8)).isEqualTo("INFO 1 of 3\n");
  }

  @ParameterizedTest
  @MethodSource("messages")
  @DisplayName("says which thread logged, and in which context, whenever the message is made")
  void whoLogged(Object argument) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    appendTo(out, 10, 0, "%thread %X{of} %msg%n");
    Thread logging =
        new Thread(
            () -> {
              context.getMDCAdapter().put("of", "Ann");
              log.info("{}", argument);
              context.getMDCAdapter().clear();
            },
            "somebody");
    logging.start();
    logging.join();
    context.stop();
    assertThat(out.toString(UTF_8)).isEqualTo("somebody Ann " + argument + "\n");
  }

  static Stream<Object> messages() {
    return Stream.of("a text", 7, new AtomicInteger(7));
  }

  @Test
  @DisplayName(
      "never waits for an output that nobody reads: it drops INFO first, and says how much")
  void slowOutput() throws Exception {
    PipedInputStream in = new PipedInputStream(16);
    appendTo(new PipedOutputStream(in), 10, 4);
    log.info("a line that is longer than the pipe");
    await().until(() -> in.available() == 16);
    IntStream.range(0, 20).forEach(i -> log.info("{}", i));
    IntStream.range(0, 20).forEach(i -> log.warn("{}", i));
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      seen.add(lines.readLine());
    }
    assertThat(seen)
        .containsExactly(
            "INFO a line that is longer than the pipe",
            "INFO 0",
            "INFO 1",
            "INFO 2",
            "INFO 3",
            "INFO 4",
            "INFO 5",
            "WARN 0",
            "WARN 1",
            "WARN 2",
            "WARN 3",
            "WARN 30 lines were left out here: they came faster than they could be written.");
  }

  @Test
  @DisplayName("is left as it is when it does not move on the way down")
  void stuckOutput() throws Exception {
    PipedInputStream in = new PipedInputStream(16);
    StandardOutputAppender appender = appendTo(new PipedOutputStream(in), 10, 4);
    appender.setMaxFlushTime(1);
    log.info("a line that is longer than the pipe");
    await().until(() -> in.available() == 16);
    context.stop();
    assertThat(writer().isDaemon()).isTrue();
    in.close();
    await().until(() -> !isWriting());
  }

  private Thread logging(int thread) {
    Thread logging =
        new Thread(() -> IntStream.range(0, 1_000).forEach(i -> log.info("{}: {}", thread, i)));
    logging.start();
    return logging;
  }

  private StandardOutputAppender appendTo(OutputStream out, int queueSize, int discarding) {
    return appendTo(out, queueSize, discarding, "%level %msg%n");
  }

  private StandardOutputAppender appendTo(
      OutputStream out, int queueSize, int discarding, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.setCharset(UTF_8);
    encoder.start();
    StandardOutputAppender appender = new StandardOutputAppender(out);
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setQueueSize(queueSize);
    appender.setDiscardingThreshold(discarding);
    appender.start();
    log.addAppender(appender);
    return appender;
  }

  private static boolean isWriting() {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(it -> it.getName().equals("log"));
  }

  private static Thread writer() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(it -> it.getName().equals("log"))
        .findAny()
        .orElseThrow();
  }
}
