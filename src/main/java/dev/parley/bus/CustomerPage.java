package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Customers, newest first.
 *
 * @param customers a page of them
 */
public record CustomerPage(List<CustomerView> customers) {

  /**
   * @param id the customer
   * @param email the address in normalised form
   * @param emailTyped the address as it was first typed
   * @param createdAt when it was first seen
   * @param rooms how many rooms this customer has, folded ones not counted
   */
  public record CustomerView(
      UUID id, String email, String emailTyped, Instant createdAt, int rooms) {}
}
