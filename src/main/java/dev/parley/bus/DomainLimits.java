package dev.parley.bus;

import java.util.Optional;

/**
 * Limits that a tenant has of its own, in the place of those of the settings.
 *
 * @param visitor turns of one visitor
 * @param ip turns of one client's address
 * @param domain turns of all its visitors together
 * @param tokens what all its answers together may cost, in tokens of a language model
 */
public record DomainLimits(Limit visitor, Limit ip, Limit domain, Limit tokens) {

  /** None of its own: all is as the settings have it. */
  public static final DomainLimits NONE =
      new DomainLimits(Limit.NONE, Limit.NONE, Limit.NONE, Limit.NONE);

  /**
   * One of them; each part that is empty is as the settings have it.
   *
   * @param burst how many at once, 1 to 1,000,000,000
   * @param perMinute how many come back in a minute, 0.001 to 1,000,000,000
   */
  public record Limit(Optional<Integer> burst, Optional<Double> perMinute) {

    /** As the settings have it. */
    public static final Limit NONE = new Limit(Optional.empty(), Optional.empty());
  }
}
