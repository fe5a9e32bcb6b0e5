package dev.parley.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What is counted of the requests that come by HTTP. Belongs to one verticle instance. */
final class HttpMetrics {

  /** What a visitor may want. */
  enum Kind {
    TURN("parley.http.turns", "Turns by the HTTP status of their answer"),
    RESUME("parley.http.resumes", "Resumed answers by their HTTP status"),
    STOP("parley.http.stops", "Stops by their HTTP status"),
    HISTORY("parley.http.histories", "Pages of history by their HTTP status"),
    RESET("parley.http.resets", "Visitors who signed out by their HTTP status"),
    CODE("parley.http.codes", "Codes by mail that were asked for by their HTTP status"),
    VERIFY("parley.http.verifications", "Codes that visitors brought by their HTTP status");

    private final String counter;
    private final String description;

    Kind(String counter, String description) {
      this.counter = counter;
      this.description = description;
    }
  }

  /** The client left before he was answered; the number is nginx's. */
  private static final int CLIENT_GONE = 499;

  private record Answered(Kind kind, int status) {}

  private final MeterRegistry meters;
  private final Map<Answered, Counter> counters = new HashMap<>();
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

  void answered(Kind kind, HttpServerResponse response) {
    answered(kind, response.headWritten() ? response.getStatusCode() : CLIENT_GONE);
  }

  void answered(Kind kind, int status) {
    counters
        .computeIfAbsent(
            new Answered(kind, status),
            it ->
                Counter.builder(kind.counter)
                    .description(kind.description)
                    .tag("status", Integer.toString(status))
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
