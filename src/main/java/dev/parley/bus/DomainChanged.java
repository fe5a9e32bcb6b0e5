package dev.parley.bus;

import java.util.UUID;

/**
 * A tenant's settings or knowledge changed.
 *
 * @param domainId the tenant
 */
public record DomainChanged(UUID domainId) {}
