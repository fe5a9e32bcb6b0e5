package dev.parley.bus;

import java.util.UUID;

/**
 * The code was right: the visitor is verified. Whose customer he is now is not told.
 *
 * @param domainId the tenant
 */
public record CodeVerified(UUID domainId) {}
