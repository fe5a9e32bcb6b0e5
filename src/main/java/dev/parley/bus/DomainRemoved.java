package dev.parley.bus;

import java.util.UUID;

/**
 * A tenant is there no more. What it had goes in the background.
 *
 * @param domainId the tenant
 */
public record DomainRemoved(UUID domainId) {}
