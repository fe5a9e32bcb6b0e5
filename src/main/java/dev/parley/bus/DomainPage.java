package dev.parley.bus;

import java.util.List;

/**
 * Tenants, oldest first.
 *
 * @param domains a page of them
 */
public record DomainPage(List<DomainView> domains) {}
