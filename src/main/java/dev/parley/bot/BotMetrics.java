package dev.parley.bot;

import dev.parley.bus.AnswerStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the bots count. Thread-safe. */
final class BotMetrics {

  private record Over(String bot, AnswerStatus status) {}

  private final Meter.MeterProvider<Counter> answers;
  private final DistributionSummary chars;

  /** A registry looks for its meters by more than that. */
  private final Map<Over, Counter> counters = new ConcurrentHashMap<>();

  BotMetrics(MeterRegistry meters) {
    this.answers =
        Counter.builder("parley.answers")
            .description("Answers that are over, by who spoke and how they ended")
            .withRegistry(meters);
    this.chars =
        DistributionSummary.builder("parley.answer.chars")
            .description("The length of answers, in UTF-16 units")
            .register(meters);
  }

  void over(RunningAnswer answer, AnswerStatus status) {
    counters.computeIfAbsent(new Over(answer.botLabel(), status), this::counter).increment();
    chars.record(answer.length());
  }

  private Counter counter(Over over) {
    return answers.withTags("bot", over.bot(), "status", over.status().label());
  }
}
