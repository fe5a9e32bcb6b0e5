package dev.parley.bus;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Webhooks, oldest first.
 *
 * @param items a page of them
 * @param next after which one the next page begins; empty on the last one
 */
public record WebhookPage(List<WebhookView> items, Optional<UUID> next) {}
