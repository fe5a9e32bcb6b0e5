package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A webhook, as the people who run the site see it.
 *
 * @param events what it is told of
 * @param disabledBecause why it is off, when it was its receiver who wanted that
 * @param secret what signs; only when it was just made, and never again
 */
public record WebhookView(
    UUID id,
    UUID domainId,
    String url,
    List<String> events,
    boolean enabled,
    Optional<String> disabledBecause,
    Optional<String> secret,
    Instant createdAt) {

  /** Says nothing of the secret, so that no log does; nor of the URL, which may bear one. */
  @Override
  public String toString() {
    return "WebhookView[id=" + id + ", domainId=" + domainId + "]";
  }
}
