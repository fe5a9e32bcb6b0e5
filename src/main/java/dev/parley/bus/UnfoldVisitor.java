package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor was taken for a customer who he is not.
 *
 * @param domainId the tenant
 * @param visitorId the visitor
 */
public record UnfoldVisitor(UUID domainId, UUID visitorId) {}
