package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * Tenants, oldest first.
 *
 * @param items a page of them
 * @param next the cursor of the next page
 */
public record DomainPage(List<DomainView> items, Optional<String> next)
    implements Page<DomainView> {}
