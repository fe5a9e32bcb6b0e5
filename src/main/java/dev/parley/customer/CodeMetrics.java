package dev.parley.customer;

import dev.parley.bus.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What an operator sees of the codes by which visitors prove their addresses. */
final class CodeMetrics {

  private final MeterRegistry meters;

  CodeMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void mailed() {
    requested("mailed");
  }

  /** Too many were mailed to the address of late. */
  void limited() {
    requested("limited");
  }

  void wrong() {
    tried("wrong");
  }

  void right(Outcome outcome) {
    tried(outcome.label());
  }

  private void requested(String outcome) {
    Counter.builder("parley.codes.requested")
        .description("Codes by mail that were asked for, by what became of it")
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }

  private void tried(String outcome) {
    Counter.builder("parley.codes.tried")
        .description("Codes that visitors brought: wrong, or how their customer was come by")
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }
}
