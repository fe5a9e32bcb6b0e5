package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * By which a tenant's own site vouches for its visitors.
 *
 * @param domainId the tenant
 * @param secrets those that are valid: the current one first, then the one before it while it still
 *     is
 */
public record DomainSecrets(UUID domainId, List<Secret> secrets) {

  /**
   * @param value 64 hex digits, of which the bytes of the text are the key
   * @param createdAt when it was made
   * @param expiresAt until when it is valid; empty for the current one
   */
  public record Secret(String value, Instant createdAt, Optional<Instant> expiresAt) {

    /** Says nothing of the value, so that no log does. */
    @Override
    public String toString() {
      return "Secret[…]";
    }
  }
}
