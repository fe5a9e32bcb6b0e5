package dev.parley.bot;

import dev.parley.bus.AnswerStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the bots count. Thread-safe. */
final class BotMetrics {

  private final Meter.MeterProvider<Counter> answers;
  private final DistributionSummary chars;

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
    answers.withTags("bot", answer.botLabel(), "status", status.label()).increment();
    chars.record(answer.length());
  }
}
