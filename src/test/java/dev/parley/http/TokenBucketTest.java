package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

@Label("A bucket of tokens")
class TokenBucketTest {

  private static final long SECOND = 1_000_000_000;

  /** Three at once, one every two seconds. */
  private static final Rate THREE = Rate.of(3, 30);

  private long now = Long.MAX_VALUE - SECOND; // clocks wrap around
  private final TokenBucket bucket = new TokenBucket(now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private Duration take() {
    return Duration.ofNanos(bucket.take(THREE, now));
  }

  @Example
  @Label("lets a burst pass, then one for each time that a token takes")
  void burst() {
    assertThat(take()).isZero();
    assertThat(take()).isZero();
    assertThat(take()).isZero();
    assertThat(take()).isEqualTo(Duration.ofSeconds(2));

    pass(Duration.ofMillis(1_500));
    assertThat(take()).isEqualTo(Duration.ofMillis(500));
    pass(Duration.ofMillis(500));
    assertThat(take()).isZero();
    assertThat(take()).isEqualTo(Duration.ofSeconds(2));
  }

  @Example
  @Label("is full after a long silence, and no more than full")
  void refill() {
    IntStream.range(0, 3).forEach(i -> assertThat(take()).isZero());
    pass(Duration.ofHours(1));
    IntStream.range(0, 3).forEach(i -> assertThat(take()).isZero());
    assertThat(take()).isPositive();
  }

  @Example
  @Label("says how long to wait without taking anything")
  void look() {
    IntStream.range(0, 10).forEach(i -> assertThat(bucket.waitFor(THREE, now)).isZero());
    IntStream.range(0, 3).forEach(i -> assertThat(take()).isZero());
    assertThat(bucket.waitFor(THREE, now)).isEqualTo(2 * SECOND);
  }

  @Example
  @Label("has one more when one was given back")
  void givenBack() {
    IntStream.range(0, 3).forEach(i -> take());
    bucket.giveBack(THREE);
    assertThat(take()).isZero();
    assertThat(take()).isPositive();
  }

  @Example
  @Label("may be overdrawn, and lets nothing pass until the debt is paid and a token is there")
  void debt() {
    bucket.spend(THREE, now, 10);
    assertThat(take()).isEqualTo(Duration.ofSeconds(16)); // seven owed, and one
    pass(Duration.ofSeconds(16).minusNanos(1));
    assertThat(take()).isEqualTo(Duration.ofNanos(1));
    pass(Duration.ofNanos(1));
    assertThat(take()).isZero();
  }

  @Example
  @Label("never lets a debt overflow, however large")
  void hugeDebt() {
    Rate slowest = Rate.of(1, 0.001);
    for (int i = 0; i < 100; i++) {
      bucket.spend(slowest, now, Integer.MAX_VALUE);
    }
    assertThat(bucket.take(slowest, now)).isPositive();
    pass(Duration.ofDays(365));
    assertThat(bucket.take(slowest, now)).isPositive();
  }

  @Example
  @Label("may be of any size and speed")
  void anySize() {
    for (int burst : new int[] {1, 1_000, 1_000_000_000}) {
      for (double perMinute : new double[] {0.001, 0.1, 7, 1e9}) {
        TokenBucket any = new TokenBucket(now);
        assertThat(any.take(Rate.of(burst, perMinute), now)).isZero();
      }
    }
  }

  @Property
  @Label("lets exactly the burst pass, and whoever waits as long as he is told is let in")
  void exact(
      @ForAll @IntRange(min = 1, max = 50) int burst,
      @ForAll @DoubleRange(min = 0.1, max = 1e6) double perMinute) {
    Rate rate = Rate.of(burst, perMinute);
    TokenBucket any = new TokenBucket(now);
    for (int i = 0; i < burst; i++) {
      assertThat(any.take(rate, now)).isZero();
    }
    long wait = any.take(rate, now);
    assertThat(wait).isPositive();
    assertThat(any.take(rate, now + wait - 1)).isEqualTo(1);
    assertThat(any.take(rate, now + wait)).isZero();
    assertThat(any.take(rate, now + wait)).isPositive();
  }

  @Property
  @Label("does as a jar would that is filled drop by drop")
  void asModel(
      @ForAll @IntRange(min = 1, max = 20) int burst,
      @ForAll @IntRange(min = 1, max = 100_000) int perMinute,
      @ForAll @Size(max = 60) List<@LongRange(min = 0, max = 4_000_000_000L) Long> pauses,
      @ForAll @Size(value = 60) List<@IntRange(min = 0, max = 30) Integer> spent) {
    Rate rate = Rate.of(burst, perMinute);
    TokenBucket any = new TokenBucket(now);
    long full = burst * rate.nanosPerToken();
    long level = full; // in the time that it took to fill
    for (int i = 0; i < pauses.size(); i++) {
      now += pauses.get(i);
      level = Math.min(full, level + pauses.get(i));
      if (spent.get(i) > 20) {
        any.spend(rate, now, spent.get(i));
        level -= spent.get(i) * rate.nanosPerToken();
      } else {
        long missing = Math.max(0, rate.nanosPerToken() - level);
        assertThat(any.waitFor(rate, now)).isEqualTo(missing);
        assertThat(any.take(rate, now)).isEqualTo(missing);
        level -= missing == 0 ? rate.nanosPerToken() : 0;
      }
    }
  }

  @Example
  @Label("lets exactly the burst pass when 64 threads take at once")
  void concurrent() throws Exception {
    int burst = 400_000;
    Rate rate = Rate.of(burst, 0.1);
    assertThat(passed(10_000, () -> bucket.take(rate, now) == 0)).isEqualTo(burst);
  }

  /** How often it was true of the times that each of 64 threads tried. */
  static long passed(int tries, BooleanSupplier take) throws Exception {
    int threads = 64;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch gate = new CountDownLatch(1);
      List<Future<Long>> tried =
          IntStream.range(0, threads)
              .mapToObj(
                  thread ->
                      pool.submit(
                          () -> {
                            gate.await();
                            return IntStream.range(0, tries)
                                .filter(i -> take.getAsBoolean())
                                .count();
                          }))
              .toList();
      gate.countDown();
      long passed = 0;
      for (Future<Long> thread : tried) {
        passed += thread.get();
      }
      return passed;
    } finally {
      pool.shutdownNow();
    }
  }
}
