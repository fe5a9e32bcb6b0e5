package dev.parley.customer;

import dev.parley.database.Absence;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once in the log that the database answers, but has no room for what is to be stored, cannot
 * read its files, or waits for what somebody else has locked, and once that it stores again.
 * Whoever only looks whether it is there does not notice. Not thread-safe.
 */
final class StorageTrouble {

  private static final Logger LOG = LoggerFactory.getLogger(StorageTrouble.class);

  /** What comes and goes is not told more often. */
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);

  /** Of a row that is locked, its visitor's turns alone fail, and others are stored meanwhile. */
  private static final Duration NOTHING_STORED = Duration.ofSeconds(3);

  private boolean isHeldUp;
  private long heldUpSince;
  private boolean told;
  private long toldAt = System.nanoTime() - AT_MOST_EVERY.toNanos();

  /** A statement failed. */
  void failed(Throwable cause) {
    long now = System.nanoTime();
    if (isTold(cause, now) && !told && elapsed() >= AT_MOST_EVERY.toNanos()) {
      told = true;
      toldAt = now;
      LOG.warn(
          "The database cannot store turns: {}. They are answered with 503", cause.getMessage());
    }
  }

  private boolean isTold(Throwable cause, long now) {
    if (DatabaseFailure.of(cause) != DatabaseFailure.LOCKED) {
      return Absence.isOutOfResources(cause);
    }
    if (!isHeldUp) {
      isHeldUp = true;
      heldUpSince = now;
    }
    return now - heldUpSince >= NOTHING_STORED.toNanos();
  }

  /** A statement was carried out. */
  void over() {
    isHeldUp = false;
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
