package dev.parley.customer;

import dev.parley.database.Absence;
import dev.parley.database.Intake;
import dev.parley.logging.LogPace;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once in the log that the database answers, but has no room for what is to be stored, cannot
 * read its files, does not confirm what it took, or waits for what somebody else has locked, and
 * once that it stores again. Whoever only looks whether it is there does not notice; so it also has
 * the {@link Intake} stopped while nothing is stored. Not thread-safe.
 *
 * <p>From the first failure until something is stored it is <em>in doubt</em>, and told by the
 * {@link StorageProbe} how that fares: for with nothing to be stored, nobody would know. That a
 * small write is confirmed says that others will be, but not that there is room for them: then it
 * is left to the next turn. And that a file is damaged may be one visitor's trouble alone, who asks
 * again and again: so of each visitor it counts once.
 */
final class StorageTrouble {

  private static final Logger LOG = LoggerFactory.getLogger(StorageTrouble.class);

  /** What comes and goes is not told more often. */
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);

  /** Of a row that is locked, its visitor's turns alone fail, and others are stored meanwhile. */
  private static final Duration NOTHING_STORED = Duration.ofSeconds(3);

  /** After PostgreSQL refused to store what only a turn can try again. */
  private static final Duration UNTIL_TRIED = Duration.ofSeconds(10);

  /** Beyond it nobody is remembered: so many are not met by one page. */
  private static final int MOST_MET = 1_000;

  private static final String UNCONFIRMED =
      "PostgreSQL does not confirm what is written"
          + " (see whether a synchronous standby is away, or the disk is slow or full)";

  private final Intake intake;

  private boolean isHeldUp;
  private long heldUpSince;

  private boolean isInDoubt;
  private long inDoubtSince;

  /** Whether PostgreSQL said so by itself, since something was stored. */
  private boolean isRefused;

  private long refusedAt;

  /** Whether the next turn is to tell: then one that fails is enough. */
  private boolean isTried;

  /** Whose turns met a damaged file since something was stored. */
  private final Set<TurnWork.VisitorKey> met = new HashSet<>();

  private final LogPace pace = new LogPace(System::nanoTime, AT_MOST_EVERY);

  private boolean told;
  private long toldAt;

  /**
   * @param intake stopped while nothing is stored
   */
  StorageTrouble(Intake intake) {
    this.intake = intake;
  }

  /** A statement of these turns and answers failed. */
  void failed(Batch batch, Throwable cause) {
    long now = System.nanoTime();
    switch (DatabaseFailure.of(cause)) {
      case AWAY -> {
        if (Absence.isOutOfResources(cause)) {
          outOfResources(batch, cause, now);
        } else {
          doubt(now);
        }
      }
      case LOCKED -> {
        if (isHeldUpForLong(now)) {
          tell(cause);
        }
      }
      case DAMAGED -> damaged(batch, cause, now);
      case CONFLICT, REFUSED -> {} // that is no trouble of the database's
    }
  }

  /** An answer is sent again by itself as long as it takes: it would keep the turns away. */
  private void outOfResources(Batch batch, Throwable cause, long now) {
    tell(cause);
    if (!batch.turns().isEmpty()) {
      refused(cause, now);
    }
  }

  /** Which one of several it is of is found when they go one by one. */
  private void damaged(Batch batch, Throwable cause, long now) {
    if (batch.size() == 1 && !batch.turns().isEmpty() && isNew(batch.turns().get(0).visitor())) {
      tell(cause);
      refused(cause, now);
    }
  }

  private boolean isNew(TurnWork.VisitorKey visitor) {
    return met.size() < MOST_MET ? met.add(visitor) : !met.contains(visitor);
  }

  private void refused(Throwable cause, long now) {
    isRefused = true;
    refusedAt = now;
    doubt(now);
    if (isTried) {
      stop(cause);
    } else {
      stopAfterAWhile(cause, now);
    }
  }

  private boolean isHeldUpForLong(long now) {
    if (!isHeldUp) {
      isHeldUp = true;
      heldUpSince = now;
    }
    return isForLong(heldUpSince, now);
  }

  private void doubt(long now) {
    if (!isInDoubt) {
      isInDoubt = true;
      inDoubtSince = now;
    }
  }

  /** Whether it is to be looked at. */
  boolean isInDoubt() {
    return isInDoubt;
  }

  /** It was looked at, and is not there: that is told by whoever watches it. */
  void away() {
    if (isInDoubt) {
      inDoubtSince = System.nanoTime();
    }
  }

  /** It is there, and a small write was not confirmed. */
  void unconfirmed(Throwable cause) {
    if (isInDoubt) {
      stopAfterAWhile(cause, System.nanoTime());
    }
  }

  /** It is there, and a small write was confirmed. */
  void confirmed() {
    if (!isRefused) {
      isInDoubt = false;
      isTried = false;
      if (intake.isStopped()) {
        over();
      }
    } else if (System.nanoTime() - refusedAt >= UNTIL_TRIED.toNanos()) {
      isInDoubt = false;
      isRefused = false;
      isTried = intake.isStopped();
      intake.goOn();
    }
  }

  private void stopAfterAWhile(Throwable cause, long now) {
    if (isForLong(inDoubtSince, now)) {
      stop(cause);
    }
  }

  private void stop(Throwable cause) {
    intake.stop();
    tell(cause);
  }

  private static boolean isForLong(long since, long now) {
    return now - since >= NOTHING_STORED.toNanos();
  }

  private void tell(Throwable cause) {
    if (!told && pace.mayTell()) {
      told = true;
      toldAt = System.nanoTime();
      LOG.warn("The database cannot store turns: {}. They are answered with 503", reason(cause));
    }
  }

  private static String reason(Throwable cause) {
    return cause instanceof TimeoutException ? UNCONFIRMED : cause.getMessage();
  }

  /** Turns or answers were stored. */
  void over() {
    isHeldUp = false;
    isInDoubt = false;
    isRefused = false;
    isTried = false;
    met.clear();
    intake.goOn();
    if (told) {
      told = false;
      LOG.info(
          "The database stores turns again, after {} s",
          Duration.ofNanos(System.nanoTime() - toldAt).toSeconds());
    }
  }
}
