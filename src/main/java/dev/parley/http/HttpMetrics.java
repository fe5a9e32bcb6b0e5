package dev.parley.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What is counted of the turns that come by HTTP. Belongs to one verticle instance. */
final class HttpMetrics {

  private final MeterRegistry meters;
  private final Map<Integer, Counter> turnsByStatus = new HashMap<>();
  private final Timer firstChunk;
  private final Gauge open;

  /**
   * @param openStreams how many answers are being written by this instance
   */
  HttpMetrics(MeterRegistry meters, Supplier<Number> openStreams) {
    this.meters = meters;
    this.firstChunk =
        Timer.builder("parley.http.first.chunk")
            .description("From a turn's headers to the first chunk of its answer")
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2))
            .register(meters);
    this.open =
        Gauge.builder("parley.http.streams.open", openStreams)
            .description("Answers that are being written")
            .tag("thread", Thread.currentThread().getName()) // an instance's event loop
            .register(meters);
  }

  void turn(int status) {
    turnsByStatus
        .computeIfAbsent(
            status,
            code ->
                Counter.builder("parley.http.turns")
                    .description("Turns by the HTTP status of their answer")
                    .tag("status", Integer.toString(code))
                    .register(meters))
        .increment();
  }

  void firstChunkAfter(long nanos) {
    firstChunk.record(Duration.ofNanos(nanos));
  }

  void close() {
    meters.remove(open);
  }
}
