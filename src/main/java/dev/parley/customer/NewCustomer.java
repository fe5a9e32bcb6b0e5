package dev.parley.customer;

import java.util.UUID;

/**
 * The customer that turns of one address would make, should there be none. Shared by those that
 * first went in one batch, however they go from then on; the first one to find that customer made
 * him.
 */
final class NewCustomer {

  private final UUID id;
  private boolean claimed;

  NewCustomer(UUID id) {
    this.id = id;
  }

  UUID id() {
    return id;
  }

  /** Whether one of these turns made the customer. */
  boolean isClaimed() {
    return claimed;
  }

  /** True for the first caller only. */
  boolean claim() {
    boolean first = !claimed;
    claimed = true;
    return first;
  }
}
