package dev.parley.bus;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the people who run the sites ask for about webhooks. Each has its address in {@link
 * Addresses}.
 */
public sealed interface WebhookRequest {

  /** The tenant. What is another tenant's is not found. */
  UUID domainId();

  /**
   * @param url where events are posted to: {@code http} or {@code https}, 1 to {@value
   *     #LONGEST_URL} characters
   * @param events of {@link WebhookEvents#ALL}, at least one
   */
  record Create(UUID domainId, String url, List<String> events) implements WebhookRequest {

    /** In characters, all ASCII. */
    public static final int LONGEST_URL = 2000;

    /**
     * @throws InvalidFieldException when a field breaks its rule
     */
    public Create {
      Texts.require("url", url, 1, LONGEST_URL);
      events = WebhookEvents.require(events);
    }
  }

  /** All of a tenant's, oldest first. */
  record ListAll(UUID domainId, Optional<UUID> after, int limit) implements WebhookRequest {
    /**
     * @throws InvalidFieldException when the limit breaks its rule
     */
    public ListAll {
      requireLimit(limit);
    }
  }

  /** One. */
  record Show(UUID domainId, UUID webhookId) implements WebhookRequest {}

  /**
   * What is empty stays as it is.
   *
   * @param enabled false: nothing is kept for it any more, and what waits goes on waiting
   */
  record Change(
      UUID domainId,
      UUID webhookId,
      Optional<String> url,
      Optional<List<String>> events,
      Optional<Boolean> enabled)
      implements WebhookRequest {
    /**
     * @throws InvalidFieldException when a field breaks its rule
     */
    public Change {
      url.ifPresent(it -> Texts.require("url", it, 1, Create.LONGEST_URL));
      events = events.map(WebhookEvents::require);
    }
  }

  /** It goes with all its deliveries. */
  record Remove(UUID domainId, UUID webhookId) implements WebhookRequest {}

  /**
   * @param validHours how long the secret that was current signs beside the new one, 0 to {@link
   *     DomainRequest.RotateSecret#MOST_HOURS}
   */
  record Rotate(UUID domainId, UUID webhookId, int validHours) implements WebhookRequest {
    /**
     * @throws InvalidFieldException when the hours break their rule
     */
    public Rotate {
      if (validHours < 0 || validHours > DomainRequest.RotateSecret.MOST_HOURS) {
        throw new InvalidFieldException(
            "validHours", "must be 0 to " + DomainRequest.RotateSecret.MOST_HOURS);
      }
    }
  }

  /** Sends it an event that says nothing, so that its owner sees whether it comes. */
  record Ping(UUID domainId, UUID webhookId) implements WebhookRequest {}

  /**
   * @param state only those: {@code pending}, {@code delivered} or {@code failed}
   * @param before only deliveries with a smaller id: the last one of the page before
   * @param limit how many, 1 to 500; newest first
   */
  record ListDeliveries(
      UUID domainId, UUID webhookId, Optional<String> state, Optional<UUID> before, int limit)
      implements WebhookRequest {
    /**
     * @throws InvalidFieldException when the state or the limit breaks its rule
     */
    public ListDeliveries {
      if (state.isPresent() && !WebhookDelivery.STATES.contains(state.get())) {
        throw new InvalidFieldException(
            "state", "must be one of " + String.join(", ", WebhookDelivery.STATES));
      }
      requireLimit(limit);
    }
  }

  /** One. */
  record ShowDelivery(UUID domainId, UUID webhookId, UUID deliveryId) implements WebhookRequest {}

  /** Once more from the first attempt on, whatever became of it. */
  record Repeat(UUID domainId, UUID webhookId, UUID deliveryId) implements WebhookRequest {}

  private static void requireLimit(int limit) {
    if (limit < 1 || limit > 500) {
      throw new InvalidFieldException("limit", "must be 1 to 500");
    }
  }
}
