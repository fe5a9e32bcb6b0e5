package dev.parley.bus;

import java.util.UUID;

/**
 * It is gone, and so are its deliveries.
 *
 * @param webhookId which
 */
public record WebhookRemoved(UUID webhookId) {}
