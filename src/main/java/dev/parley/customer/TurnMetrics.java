package dev.parley.customer;

import dev.parley.bus.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What an operator sees of the turns. Cheap: every meter is looked up once. */
final class TurnMetrics {

  private final Map<Outcome, Counter> turns = new EnumMap<>(Outcome.class);
  private final Map<DatabaseFailure, Counter> failures = new EnumMap<>(DatabaseFailure.class);
  private final DistributionSummary batchSize;
  private final Counter repeated;
  private final DistributionSummary kept;

  TurnMetrics(MeterRegistry meters, Supplier<Number> waiting) {
    for (Outcome outcome : Outcome.values()) {
      turns.put(
          outcome,
          Counter.builder("parley.turns")
              .description("Turns stored, by how their customer was come by")
              .tag("outcome", outcome.label())
              .register(meters));
    }
    for (DatabaseFailure failure : DatabaseFailure.values()) {
      failures.put(
          failure,
          Counter.builder("parley.batches.failed")
              .description("Statements that failed, by what was done about it")
              .tag("failure", failure.label())
              .register(meters));
    }
    repeated =
        Counter.builder("parley.turns.repeated")
            .description("Turns that came again with their key, and were not stored again")
            .register(meters);
    batchSize =
        DistributionSummary.builder("parley.batch.size")
            .description("Turns and answers in one statement")
            .register(meters);
    kept =
        DistributionSummary.builder("parley.growing.size")
            .description("Growing answers in one statement")
            .register(meters);
    Gauge.builder("parley.turns.waiting", waiting)
        .description("Turns that wait for the database or are under way")
        .register(meters);
  }

  void attempt(Batch batch) {
    batchSize.record(batch.size());
  }

  void keeping(int answers) {
    kept.record(answers);
  }

  void failure(DatabaseFailure failure) {
    failures.get(failure).increment();
  }

  void repeated() {
    repeated.increment();
  }

  void stored(Outcome outcome) {
    turns.get(outcome).increment();
  }
}
