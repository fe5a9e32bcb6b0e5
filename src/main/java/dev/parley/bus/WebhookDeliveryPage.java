package dev.parley.bus;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Deliveries, newest first.
 *
 * @param items a page of them
 * @param next before which one the next page begins; empty on the last one
 */
public record WebhookDeliveryPage(List<WebhookDelivery> items, Optional<UUID> next) {}
