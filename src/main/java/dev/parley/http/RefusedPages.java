package dev.parley.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.logging.LogPace;
import dev.parley.origin.Origin;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log whose pages a domain does not allow, or ask for one that is not there: a browser
 * hides from its page why it was refused, so whoever puts the widget on a page finds out here. By
 * each event loop, of each page once in an hour, and at most one line a second, for anybody may
 * send any origin. Belongs to that loop.
 */
final class RefusedPages {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedPages.class);

  private static final int MOST = 1_000;
  private static final Duration TOLD_AGAIN_AFTER = Duration.ofHours(1);

  private final LogPace pace;
  private final Cache<Page, Boolean> told;

  private record Page(UUID domainId, Origin origin) {}

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime}
   */
  RefusedPages(LongSupplier clock) {
    this.pace = new LogPace(clock);
    this.told =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(TOLD_AGAIN_AFTER)
            .ticker(clock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  void note(UUID domainId, Origin origin) {
    tell(
        "Pages of {} may not ask domain {}: scripts/domain origins sets which may,"
            + " scripts/domain show has them",
        new Page(domainId, origin));
  }

  /** There is no such domain: its id was mistyped, is another server's, or it is off. */
  void noteUnknown(UUID domainId, Origin origin) {
    tell(
        "Pages of {} ask for domain {}, which is not here, or is off: scripts/domain list tells",
        new Page(domainId, origin));
  }

  private void tell(String line, Page page) {
    if (told.getIfPresent(page) == null && pace.mayTell()) {
      told.put(page, true);
      LOG.info(line, page.origin(), page.domainId());
    }
  }
}
