package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor signs out: his secret is a stranger's from now on.
 *
 * @param domainId the tenant
 * @param visitor who he was
 */
public record ResetVisitor(UUID domainId, VisitorSecret visitor) {}
