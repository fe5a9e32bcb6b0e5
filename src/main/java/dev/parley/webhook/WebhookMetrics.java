package dev.parley.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What an operator sees of the deliveries. */
final class WebhookMetrics {

  private final Counter delivered;
  private final Counter repeated;
  private final Counter failed;

  WebhookMetrics(MeterRegistry meters) {
    delivered = counter(meters, "delivered");
    repeated = counter(meters, "to_be_repeated");
    failed = counter(meters, "failed");
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("parley.webhook.attempts")
        .description("Attempts to send a delivery, by what came of them")
        .tag("result", result)
        .register(meters);
  }

  void count(Result result) {
    switch (result.state()) {
      case Result.DELIVERED -> delivered.increment();
      case Result.FAILED -> failed.increment();
      default -> repeated.increment();
    }
  }
}
