package dev.parley.bus;

import java.util.UUID;

/**
 * Nothing of before is readable by the old secret any more; whether it ever was is not told.
 *
 * @param domainId the tenant
 */
public record VisitorReset(UUID domainId) {}
