package dev.parley.database;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes ids: UUIDv7 (RFC 9562, section 6.2, method 2), strictly ascending for each instance, so
 * that rows sort by when their ids were made. Thread-safe.
 *
 * <p>Every id made here is even. The odd one after it is its {@linkplain #next(UUID) next}, which
 * is free: an answer's id follows from its question's, so that both are found by the primary key
 * alone, and a question sorts directly before its answer.
 */
public final class Ids {

  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long LOW_MASK = 0x3fff_ffff_ffff_ffffL;
  private static final int COUNTER_BITS = 12;
  private static final int COUNTER_MAX = (1 << COUNTER_BITS) - 1;

  /** So many random bytes at once cost much less than one id's at a time. */
  private static final int RANDOM_BYTES = 4_096;

  private final SecureRandom random = new SecureRandom();
  private final ByteBuffer randomness = ByteBuffer.allocate(RANDOM_BYTES).limit(0);
  private long lastTick;

  /** A new id. */
  public UUID create() {
    long tick = nextTick();
    long millis = tick >>> COUNTER_BITS;
    long high = (millis << 16) | VERSION | (tick & COUNTER_MAX);
    long low = VARIANT | (nextRandom() & LOW_MASK & ~1L);
    return new UUID(high, low);
  }

  /** The id that directly follows one that was made here. */
  public static UUID next(UUID id) {
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() | 1L);
  }

  /** Greater than every id that was made before, and less than those that are made from then on. */
  public static UUID earliest(Instant moment) {
    return new UUID(moment.toEpochMilli() << 16, 0);
  }

  private synchronized long nextRandom() {
    if (!randomness.hasRemaining()) {
      random.nextBytes(randomness.array());
      randomness.clear();
    }
    return randomness.getLong();
  }

  /** Milliseconds and a 12-bit counter as one number, which grows even when the clock does not. */
  private synchronized long nextTick() {
    lastTick = Math.max(lastTick + 1, System.currentTimeMillis() << COUNTER_BITS);
    return lastTick;
  }
}
