package dev.parley.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket of tokens, kept as the one moment at which it would be full again (the generic cell rate
 * algorithm). It may be overdrawn: then it is in debt until that much came back. All moments are in
 * nanoseconds, on a clock that may wrap around. Thread-safe, without a lock.
 */
final class TokenBucket {

  private final AtomicLong fullAgain;

  /** A full one. */
  TokenBucket(long now) {
    this.fullAgain = new AtomicLong(now);
  }

  /** How long until there is a token; 0 when there is one. Takes nothing. */
  long waitFor(Rate rate, long now) {
    return Math.max(0, missing(fullAgain.get(), now) + rate.nanosPerToken() - rate.nanosOfBurst());
  }

  /** Takes a token, and is 0; or takes nothing, and is how long until there is one. */
  long take(Rate rate, long now) {
    while (true) {
      long before = fullAgain.get();
      long missing = missing(before, now) + rate.nanosPerToken();
      long tooMuch = missing - rate.nanosOfBurst();
      if (tooMuch > 0) {
        return tooMuch;
      }
      if (fullAgain.compareAndSet(before, now + missing)) {
        return 0;
      }
    }
  }

  /** Gives a token back that was taken. */
  void giveBack(Rate rate) {
    fullAgain.addAndGet(-rate.nanosPerToken());
  }

  /** Takes that many tokens, whether they are there or not. */
  void spend(Rate rate, long now, long tokens) {
    long cost = rate.nanosOf(tokens);
    fullAgain.updateAndGet(before -> now + Math.min(Rate.MOST_NANOS, missing(before, now) + cost));
  }

  private static long missing(long fullAgain, long now) {
    return Math.max(0, fullAgain - now);
  }
}
