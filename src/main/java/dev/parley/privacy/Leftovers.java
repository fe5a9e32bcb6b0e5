package dev.parley.privacy;

import io.vertx.core.Future;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a tenant cannot go in one run, and is tried again in the next one. What cannot go now
 * holds up nothing else; whoever runs Parley is told of the first, since there may be as many more
 * for the same cause. To be used on one context.
 */
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final UUID domainId;
  private boolean isTold;

  Leftovers(UUID domainId) {
    this.domainId = domainId;
  }

  /** What one after the other fails for: they and what is behind them stay. */
  void givenUp(String what, Throwable cause) {
    LOG.warn(
        "Not deleted for now in domain {}: One after the other fails; given up until next time, from"
            + " {} on: {}",
        domainId,
        what,
        cause.getMessage());
  }

  /** Completes with 0: so many went. */
  Future<Long> stays(String what, Throwable cause) {
    if (isTold) {
      LOG.debug("Not deleted for now in domain {}: {}", domainId, what, cause);
    } else {
      isTold = true;
      LOG.warn(
          "Not deleted for now in domain {}, and tried again next time, as is what else fails: {}:"
              + " {}",
          domainId,
          what,
          cause.getMessage());
    }
    return Future.succeededFuture(0L);
  }
}
