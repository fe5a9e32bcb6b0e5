package dev.parley.customer;

import dev.parley.database.Absence;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once in the log that the database answers, but has no room for what is to be stored or
 * cannot read its files, and once that it stores again. Whoever only looks whether it is there does
 * not notice. Not thread-safe.
 */
final class StorageTrouble {

  private static final Logger LOG = LoggerFactory.getLogger(StorageTrouble.class);

  /** What comes and goes is not told more often. */
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);

  private boolean told;
  private long toldAt = System.nanoTime() - AT_MOST_EVERY.toNanos();

  /** A statement failed. */
  void failed(Throwable cause) {
    if (!told && Absence.isOutOfResources(cause) && elapsed() >= AT_MOST_EVERY.toNanos()) {
      told = true;
      toldAt = System.nanoTime();
      LOG.warn(
          "The database cannot store turns: {}. They are answered with 503", cause.getMessage());
    }
  }

  /** A statement was carried out. */
  void over() {
    if (told) {
      told = false;
      LOG.info(
          "The database stores turns again, after {} s", Duration.ofNanos(elapsed()).toSeconds());
    }
  }

  private long elapsed() {
    return System.nanoTime() - toldAt;
  }
}
