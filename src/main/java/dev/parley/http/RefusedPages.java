package dev.parley.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.origin.Origin;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log whose pages a domain does not allow: a browser hides from its page why it was
 * refused, so whoever puts the widget on a page finds out here. Of each page once in an hour, and
 * at most one line a second, for anybody may send any origin. Belongs to one event loop.
 */
final class RefusedPages {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedPages.class);

  private static final int MOST = 1_000;
  private static final Duration TOLD_AGAIN_AFTER = Duration.ofHours(1);
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final LongSupplier clock;
  private final Cache<Page, Boolean> told;
  private long quietUntil;

  private record Page(UUID domainId, Origin origin) {}

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  RefusedPages(LongSupplier clock) {
    this.clock = clock;
    this.quietUntil = clock.getAsLong();
    this.told =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(TOLD_AGAIN_AFTER)
            .ticker(clock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  void note(UUID domainId, Origin origin) {
    long now = clock.getAsLong();
    if (now - quietUntil < 0
        || told.asMap().putIfAbsent(new Page(domainId, origin), true) != null) {
      return;
    }
    quietUntil = now + PAUSE;
    LOG.info(
        "Pages of {} may not ask domain {}; scripts/domain origins says which may",
        origin,
        domainId);
  }
}
