package dev.parley.http;

/**
 * What one visitor, address or domain has left: turns, and tokens of answers. Thread-safe.
 *
 * @param turns a turn costs one
 * @param tokens known only when an answer is over, so it may be overdrawn
 */
record Allowance(TokenBucket turns, TokenBucket tokens) {

  static Allowance full(long now) {
    return new Allowance(new TokenBucket(now), new TokenBucket(now));
  }
}
