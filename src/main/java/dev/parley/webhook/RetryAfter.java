package dev.parley.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long a receiver wants to be left alone: RFC 9110, section 10.2.3. */
final class RetryAfter {

  /** Whoever says more is asked again all the same. */
  static final Duration LONGEST = Duration.ofHours(24);

  private RetryAfter() {}

  /**
   * @param header as it came; null when it did not
   * @return zero when it says nothing that can be understood
   */
  static Duration of(String header, Instant now) {
    if (header == null) {
      return Duration.ZERO;
    }
    Duration wanted = header.matches("\\d{1,9}") ? seconds(header) : until(header, now);
    Duration least = wanted.isNegative() ? Duration.ZERO : wanted;
    return least.compareTo(LONGEST) > 0 ? LONGEST : least;
  }

  private static Duration seconds(String header) {
    return Duration.ofSeconds(Long.parseLong(header));
  }

  private static Duration until(String header, Instant now) {
    try {
      return Duration.between(
          now, ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
