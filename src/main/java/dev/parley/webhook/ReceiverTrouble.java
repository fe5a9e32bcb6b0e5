package dev.parley.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once in the log that a webhook's receiver does not take what he is sent, and once that he
 * takes it again; not of each attempt, for a busy domain makes many. Not thread-safe.
 */
final class ReceiverTrouble {

  private static final Logger LOG = LoggerFactory.getLogger(ReceiverTrouble.class);

  /** More than so many at once are told of anew. */
  private static final int MOST = 10_000;

  /** Longer than the pause between two attempts. A webhook that is gone is forgotten then. */
  private static final Duration REMEMBERED = Duration.ofDays(2);

  private final Cache<UUID, Boolean> told =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterAccess(REMEMBERED)
          .executor(Runnable::run)
          .build();

  void note(UUID webhookId, Attempt attempt) {
    if (attempt.succeeded()) {
      taken(webhookId);
    } else if (told.asMap().putIfAbsent(webhookId, true) == null) {
      LOG.warn(
          "Webhook {} does not take what is sent to it: {}. It is sent again for a while",
          webhookId,
          attempt.error().orElseThrow());
    }
  }

  private void taken(UUID webhookId) {
    if (told.asMap().remove(webhookId) != null) {
      LOG.info("Webhook {} takes what is sent to it again", webhookId);
    }
  }
}
