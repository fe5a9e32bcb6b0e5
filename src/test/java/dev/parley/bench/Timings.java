package dev.parley.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Times of one kind, in a histogram of three digits from a microsecond up. Used on one thread. */
final class Timings {

  private static final long LONGEST_MICROS = 600_000_000L;

  private final String name;
  private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

  Timings(String name) {
    this.name = name;
  }

  void add(long nanos) {
    micros.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos / 1_000)));
  }

  /** A line for each figure: {@code NAME.p50<tab>MILLISECONDS}. */
  void print(PrintStream out) {
    line(out, "count", Long.toString(micros.getTotalCount()));
    line(out, "p50", millis(micros.getValueAtPercentile(50)));
    line(out, "p99", millis(micros.getValueAtPercentile(99)));
    line(out, "p99.9", millis(micros.getValueAtPercentile(99.9)));
    line(out, "max", millis(micros.getMaxValue()));
  }

  private void line(PrintStream out, String figure, String value) {
    out.println(name + "." + figure + "\t" + value);
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.3f", micros / 1_000.0);
  }
}
