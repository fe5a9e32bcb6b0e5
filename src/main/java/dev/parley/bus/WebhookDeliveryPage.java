package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * Deliveries, newest first.
 *
 * @param items a page of them
 * @param next by which the next page is asked for
 */
public record WebhookDeliveryPage(List<WebhookDelivery> items, Optional<String> next)
    implements Page<WebhookDelivery> {}
