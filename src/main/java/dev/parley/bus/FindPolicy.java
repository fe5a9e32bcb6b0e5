package dev.parley.bus;

import java.util.UUID;

/**
 * What does this tenant allow?
 *
 * @param domainId the tenant
 */
public record FindPolicy(UUID domainId) {}
