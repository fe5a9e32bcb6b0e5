package dev.parley.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.bus.VisitorSecret;
import dev.parley.settings.LimitSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many turns a visitor may take: a bucket of tokens for each, kept as the one moment at which
 * it would be full again (the generic cell rate algorithm). Knows visitors by a hash of their
 * secret, and a bounded number of them. Thread-safe: one serves all HTTP verticles.
 */
public final class TokenBuckets {

  private static final int MAX_VISITORS = 100_000;

  private final boolean enabled;
  private final long nanosPerToken;
  private final long nanosOfBurst;
  private final Ticker clock;
  private final Cache<Long, AtomicLong> fullAgain;

  /** Buckets of that size, on the system's clock. */
  public TokenBuckets(LimitSettings limits) {
    this(limits, Ticker.systemTicker());
  }

  /** Buckets on another clock, for tests. */
  TokenBuckets(LimitSettings limits, Ticker clock) {
    this.enabled = limits.enabled();
    this.nanosPerToken = enabled ? nanosPerToken(limits.visitorPerMinute()) : 0;
    this.nanosOfBurst = Math.multiplyExact(nanosPerToken, limits.visitorBurst());
    this.clock = clock;
    this.fullAgain =
        Caffeine.newBuilder()
            .maximumSize(MAX_VISITORS)
            .expireAfterAccess(Duration.ofNanos(nanosOfBurst)) // it is full by then
            .ticker(clock)
            .build();
  }

  private static long nanosPerToken(double perMinute) {
    if (!(perMinute > 0)) {
      throw new IllegalArgumentException("limits.visitorPerMinute must be above 0");
    }
    return (long) (Duration.ofMinutes(1).toNanos() / perMinute);
  }

  /**
   * Takes a token.
   *
   * @return {@link Duration#ZERO} when there was one, else after how long there will be one
   */
  Duration take(VisitorSecret visitor) {
    if (!enabled) {
      return Duration.ZERO;
    }
    long now = clock.read();
    AtomicLong full = fullAgain.get(key(visitor), unknown -> new AtomicLong(now));
    while (true) {
      long before = full.get();
      long after = (before - now > 0 ? before : now) + nanosPerToken;
      long tooMuch = after - now - nanosOfBurst;
      if (tooMuch > 0) {
        return Duration.ofNanos(tooMuch);
      }
      if (full.compareAndSet(before, after)) {
        return Duration.ZERO;
      }
    }
  }

  private static Long key(VisitorSecret visitor) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(visitor.value().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
