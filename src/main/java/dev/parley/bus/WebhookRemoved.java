package dev.parley.bus;

import java.util.UUID;

/**
 * It is gone, and its deliveries go from now on.
 *
 * @param webhookId which
 */
public record WebhookRemoved(UUID webhookId) {}
