package dev.parley.bot.model;

import dev.parley.bot.model.ModelFailure.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the model has been of late: counts its calls, tells the log of failures (of each kind once a
 * minute at most), and spares visitors the wait for a model that keeps failing: after 20 calls in a
 * row that nobody answered it is not asked for ten seconds. Not thread-safe: belongs to one event
 * loop.
 */
final class ModelHealth {

  private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);

  private static final int MOST_IN_A_ROW = 20;
  private static final Duration REST = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofMinutes(1);

  /** What a visitor waits for in vain. A refusal comes at once, and may be due to one question. */
  private static final Set<Kind> WEARING =
      Set.of(Kind.BUSY, Kind.UNAVAILABLE, Kind.UNREACHABLE, Kind.TIMEOUT);

  private final Meter.MeterProvider<Counter> calls;
  private final Timer firstToken;
  private final Map<Kind, Long> toldAt = new EnumMap<>(Kind.class);
  private int inARow;
  private long restUntil = System.nanoTime();

  ModelHealth(MeterRegistry meters) {
    this.calls =
        Counter.builder("parley.model.calls")
            .description("Calls of the language model, by how they ended")
            .withRegistry(meters);
    this.firstToken =
        Timer.builder("parley.model.first.token")
            .description("How long answers of the model take to begin, second tries included")
            .register(meters);
  }

  /** Whether the model should not be asked now. */
  boolean needsRest() {
    boolean resting = restUntil - System.nanoTime() > 0;
    if (resting) {
      count(Kind.SPARED.label());
    }
    return resting;
  }

  void firstTokenAfter(Duration wait) {
    inARow = 0;
    firstToken.record(wait);
  }

  void answered() {
    count("complete");
  }

  void stopped() {
    count("stopped");
  }

  void failed(ModelFailure why) {
    count(why.kind().label());
    tell(why);
    inARow = WEARING.contains(why.kind()) ? inARow + 1 : 0;
    if (inARow >= MOST_IN_A_ROW) {
      restUntil = System.nanoTime() + REST.toNanos();
      LOG.warn("The model failed {} times in a row; for {} it is not asked", inARow, REST);
    }
  }

  private void count(String outcome) {
    calls.withTag("outcome", outcome).increment();
  }

  private void tell(ModelFailure why) {
    long now = System.nanoTime();
    Long before = toldAt.get(why.kind());
    if (before != null && now - before < QUIET.toNanos()) {
      return;
    }
    toldAt.put(why.kind(), now);
    if (why.kind() == Kind.REFUSED) {
      LOG.error("The model's provider refuses what it is asked: {}", why.getMessage());
    } else {
      LOG.warn("The model did not answer: {}", why.getMessage());
    }
  }
}
