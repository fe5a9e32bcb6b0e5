package dev.parley.http;

/**
 * How large a bucket is, and how fast it fills, in nanoseconds.
 *
 * @param nanosPerToken how long one token takes to come back
 * @param nanosOfBurst how long an empty bucket takes to be full
 */
record Rate(long nanosPerToken, long nanosOfBurst) {

  /** No bucket takes longer than that, some 36 years, so that no sum of times overflows. */
  static final long MOST_NANOS = 1L << 60;

  private static final double NANOS_PER_MINUTE = 60e9;

  /**
   * @param burst how many tokens it holds, 1 or more
   * @param perMinute how many come back in a minute, above 0
   */
  static Rate of(int burst, double perMinute) {
    if (burst < 1 || !(perMinute > 0)) {
      throw new IllegalArgumentException("a bucket must hold and get back something");
    }
    long nanosPerToken = Math.max(1, (long) Math.min(MOST_NANOS, NANOS_PER_MINUTE / perMinute));
    return new Rate(nanosPerToken, nanosOf(burst, nanosPerToken));
  }

  /** How long so many tokens take to come back. */
  long nanosOf(long tokens) {
    return nanosOf(tokens, nanosPerToken);
  }

  private static long nanosOf(long tokens, long nanosPerToken) {
    return tokens > MOST_NANOS / nanosPerToken ? MOST_NANOS : tokens * nanosPerToken;
  }
}
