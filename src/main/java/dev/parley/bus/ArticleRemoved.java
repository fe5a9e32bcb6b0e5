package dev.parley.bus;

import java.util.UUID;

/**
 * @param domainId the tenant
 * @param name the article that its bot knows no more
 */
public record ArticleRemoved(UUID domainId, String name) {}
