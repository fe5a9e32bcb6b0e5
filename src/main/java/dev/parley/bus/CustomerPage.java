package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Customers, newest first; those whose addresses begin in some way by their addresses.
 *
 * @param items a page of them
 * @param next the cursor of the next page
 */
public record CustomerPage(List<CustomerView> items, Optional<String> next)
    implements Page<CustomerPage.CustomerView> {

  /**
   * @param id the customer
   * @param email the address in normalised form
   * @param emailTyped the address as it was first typed
   * @param createdAt when it was first seen
   * @param rooms how many rooms this customer has, folded ones not counted
   * @param mergedInto whom whoever gives this address is taken for; empty unless this customer was
   *     merged into another one, who then has the visitors and rooms of both
   */
  public record CustomerView(
      UUID id,
      String email,
      String emailTyped,
      Instant createdAt,
      int rooms,
      Optional<UUID> mergedInto) {}
}
