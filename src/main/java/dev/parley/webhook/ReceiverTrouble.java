package dev.parley.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that a webhook's receiver does not take what he is sent, once in an hour, and
 * that he takes it again, once after that; not of each attempt, for a busy domain makes many, and
 * one who takes every other delivery would fill the log. Not thread-safe.
 */
final class ReceiverTrouble {

  private static final Logger LOG = LoggerFactory.getLogger(ReceiverTrouble.class);

  /** More than so many at once are told of anew. */
  private static final int MOST = 10_000;

  private static final Duration TOLD_AGAIN_AFTER = Duration.ofHours(1);

  /** Longer than the pause between two attempts. A webhook that is gone is forgotten then. */
  private static final Duration REMEMBERED = Duration.ofDays(2);

  private final LongSupplier clock;
  private final Cache<UUID, Told> told;

  /** What was told of one last, and when he was said to fail. */
  private record Told(boolean fails, long at) {}

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  ReceiverTrouble(LongSupplier clock) {
    this.clock = clock;
    this.told =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(REMEMBERED)
            .ticker(clock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  void note(UUID webhookId, Attempt attempt) {
    Told last = told.getIfPresent(webhookId);
    long now = clock.getAsLong();
    if (attempt.succeeded()) {
      if (last != null && last.fails()) {
        told.put(webhookId, new Told(false, last.at()));
        LOG.info("Webhook {} takes what is sent to it again", webhookId);
      }
    } else if (last == null || now - last.at() >= TOLD_AGAIN_AFTER.toNanos()) {
      told.put(webhookId, new Told(true, now));
      LOG.warn(
          "Webhook {} does not take what is sent to it: {}",
          webhookId,
          attempt.error().orElseThrow());
    }
  }
}
