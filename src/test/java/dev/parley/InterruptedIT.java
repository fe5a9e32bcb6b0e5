package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.domain.DemoDomain;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ModelScript;
import dev.parley.testing.ModelServer;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

@DisplayName("A server that is killed while a model's answers run")
class InterruptedIT {

  private static final int VISITORS = 200;
  private static final int WAVE = 20;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String[] TOKENS =
      IntStream.range(0, 60).mapToObj(i -> "tok" + i + " ").toArray(String[]::new);
  private static final String TEXT = String.join("", TOKENS);

  private ModelServer model;
  private ParleyHome home;
  private ParleyProcess parley;
  private ChatClient visitors;

  @BeforeEach
  void start() throws Exception {
    model = ModelServer.start();
    model.always(ModelScript.slowly(Duration.ofMillis(60), TOKENS));
    home = ParleyHome.create();
    parley = start(home);
    parley.domain("bot", DemoDomain.ID.toString(), "model");
    visitors = new ChatClient();
  }

  @AfterEach
  void stop() throws Exception {
    visitors.close();
    parley.close();
    home.close();
    model.close();
  }

  private ParleyProcess start(ParleyHome home) {
    return ParleyProcess.start(
        home, Map.of("OPENAI_BASE_URL", model.url(), "PARLEY_MODEL_MAX_CONNECTIONS", "400"));
  }

  @RepeatedTest(2)
  @DisplayName("closes each as interrupted, with what was said; a retry asks for it afresh, once")
  void killed() throws Exception {
    // Some are over, some run, some have just begun.
    List<Said> early = inWaves(visitors(0, VISITORS / 2));
    await().atMost(SOON).until(() -> early.stream().anyMatch(said -> said.lastId() > 150));
    List<Said> late = visitors(VISITORS / 2, VISITORS).stream().map(this::say).toList();
    int heard = ThreadLocalRandom.current().nextInt(200);
    await().atMost(SOON).until(() -> early.stream().anyMatch(said -> said.lastId() > 150 + heard));

    parley.kill();
    assertThat(parley.output()).noneMatch(InterruptedIT::isTrouble);
    List<Said> said = Stream.concat(early.stream(), late.stream()).toList();
    said.forEach(Said::await);
    parley = start(home);

    int asked = model.calls();
    assertThat(stored("unanswered")).isZero();
    assertThat(stored("streaming")).isZero();
    List<Said> acknowledged = said.stream().filter(it -> it.status() == 200).toList();
    assertThat(acknowledged).isNotEmpty();
    acknowledged.forEach(this::assertStoredAsHeard);

    List<Said> broken = acknowledged.stream().filter(it -> !isComplete(it)).toList();
    assertThat(broken).isNotEmpty();
    List<Said> resumed =
        broken.stream().map(it -> visitors.resume(parley, it.message(), it.turn(), 0)).toList();
    resumed.forEach(Said::await);
    assertThat(resumed)
        .allSatisfy(it -> assertThat(it.answer()).endsWith("\"retryable\":true}\n\n"))
        .allSatisfy(it -> assertThat(it.answer()).contains("event: error\n"));
    assertThat(model.calls()).isEqualTo(asked);

    List<Said> both =
        inWaves(
            broken.stream()
                .map(Said::message)
                .flatMap(visitor -> Stream.of(visitor, visitor))
                .toList());
    both.forEach(Said::await);
    assertThat(parley.output()).noneMatch(InterruptedIT::isTrouble);
    for (int i = 0; i < broken.size(); i++) {
      for (Said retried : both.subList(2 * i, 2 * i + 2)) {
        assertThat(retried.text()).isEqualTo(TEXT);
        assertThat(retried.turn()).isEqualTo(broken.get(i).turn());
      }
    }
    assertThat(broken).anyMatch(it -> it.lastId() > 0);
    assertThat(broken.stream().map(this::goOn).map(Said::await))
        .allSatisfy(it -> assertThat(it.text()).as("of the attempt after").isEqualTo(TEXT))
        .allSatisfy(it -> assertThat(it.header("Parley-Attempt")).isEqualTo("2"));
    assertThat(model.calls()).isEqualTo(asked + broken.size());
    assertThat(acknowledged).allMatch(this::isComplete);
  }

  /** What was heard and what is stored are one text, as far as both go; the end was no lie. */
  private void assertStoredAsHeard(Said said) {
    String[] stored = answer(said).split(":", 2);
    if (said.finished()) {
      assertThat(stored).containsExactly("complete", said.text());
    } else if (stored[0].equals("complete")) {
      assertThat(stored[1]).isEqualTo(TEXT).startsWith(said.text());
    } else {
      assertThat(stored[0]).isEqualTo("interrupted");
      assertThat(TEXT).startsWith(said.text()).startsWith(stored[1]);
    }
  }

  private static boolean isTrouble(String line) {
    return line.contains(" WARN ") || line.contains(" ERROR ");
  }

  private boolean isComplete(Said said) {
    return answer(said).startsWith("complete:");
  }

  private static List<String> visitors(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "visitor-" + i).toList();
  }

  /** A server that has just started, on a slow machine, is not asked by all at once. */
  private List<Said> inWaves(List<String> visitors) {
    List<Said> said = new ArrayList<>();
    for (int from = 0; from < visitors.size(); from += WAVE) {
      List<String> wave = visitors.subList(from, Math.min(from + WAVE, visitors.size()));
      said.addAll(wave.stream().map(this::say).toList());
      await().atMost(SOON).until(() -> said.stream().allMatch(Said::acknowledged));
    }
    return said;
  }

  /** Each visitor says his own name, and says it once. */
  private Said say(String visitor) {
    return visitors.sayOnce(parley, DemoDomain.ID, visitor, visitor, "the-key");
  }

  /** As if nobody had asked afresh: where it broke off, in the first attempt. */
  private Said goOn(Said broken) {
    return visitors.resume(parley.port(), broken.message(), broken.turn(), broken.lastId(), 1);
  }

  private String answer(Said said) {
    return home.queryText(
        """
        SELECT coalesce(max(status || ':' || body), 'nothing:') FROM chat_message
        WHERE role = 'assistant' AND turn_id = '%s'
        """
            .formatted(said.turn()));
  }

  private int stored(String what) {
    String condition =
        what.equals("unanswered")
            ? "m.role = 'user' AND 1 = (SELECT count(*) FROM chat_message WHERE turn_id = m.turn_id)"
            : "m.status = '" + what + "'";
    return Integer.parseInt(
        home.queryText("SELECT count(*) FROM chat_message m WHERE " + condition));
  }
}
