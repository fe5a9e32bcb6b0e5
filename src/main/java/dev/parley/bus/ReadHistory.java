package dev.parley.bus;

import java.util.Optional;
import java.util.UUID;

/**
 * A visitor asks for what was said.
 *
 * @param domainId the tenant
 * @param visitor who asks
 * @param before only messages with a smaller id: {@link HistoryPage#next()} of the page before
 * @param limit the most messages, 1 to {@value #MOST}
 * @param proof by what the domain's own site vouches for him: then it is that customer's room,
 *     whoever he was taken for
 */
public record ReadHistory(
    UUID domainId, VisitorSecret visitor, Optional<UUID> before, int limit, Optional<Proof> proof) {

  /** The most messages of a page. */
  public static final int MOST = 100;

  /**
   * @throws InvalidFieldException when the limit breaks its rule
   */
  public ReadHistory {
    if (limit < 1 || limit > MOST) {
      throw new InvalidFieldException("limit", "must be 1 to " + MOST);
    }
  }

  /** For whom nobody vouches. */
  public ReadHistory(UUID domainId, VisitorSecret visitor, Optional<UUID> before, int limit) {
    this(domainId, visitor, before, limit, Optional.empty());
  }
}
