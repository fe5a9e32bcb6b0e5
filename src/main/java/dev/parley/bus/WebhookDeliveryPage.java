package dev.parley.bus;

import java.util.List;

/**
 * Deliveries, newest first.
 *
 * @param deliveries a page of them
 */
public record WebhookDeliveryPage(List<WebhookDelivery> deliveries) {}
