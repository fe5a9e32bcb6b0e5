package dev.parley.bus;

import java.util.List;

/**
 * Webhooks, oldest first.
 *
 * @param webhooks a page of them
 */
public record WebhookPage(List<WebhookView> webhooks) {}
