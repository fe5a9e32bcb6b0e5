package dev.parley.bus;

import java.util.UUID;

/**
 * Two customers are one.
 *
 * @param domainId the tenant of both
 * @param into who stays
 * @param from whose visitors and rooms are the other's from now on; his address leads to the other
 *     ever after
 */
public record MergeCustomers(UUID domainId, UUID into, UUID from) {

  /**
   * @throws InvalidFieldException when it is one customer
   */
  public MergeCustomers {
    if (into.equals(from)) {
      throw new InvalidFieldException("from", "must be another customer");
    }
  }
}
