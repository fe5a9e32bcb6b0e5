package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * Webhooks, oldest first.
 *
 * @param items a page of them
 * @param next the cursor of the next page
 */
public record WebhookPage(List<WebhookView> items, Optional<String> next)
    implements Page<WebhookView> {}
