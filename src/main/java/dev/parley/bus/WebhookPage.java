package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * Webhooks, oldest first.
 *
 * @param items a page of them
 * @param next by which the next page is asked for
 */
public record WebhookPage(List<WebhookView> items, Optional<String> next)
    implements Page<WebhookView> {}
