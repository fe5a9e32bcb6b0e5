package dev.parley.bus;

import java.util.List;
import java.util.UUID;

/**
 * What a tenant allows its visitors, and how it presents itself to them.
 *
 * @param domainId the tenant
 * @param name what it is called
 * @param greeting what its chat begins with; may be empty
 * @param locale its language, a tag as BCP 47 has it, such as {@code en} or {@code pt-BR}
 * @param allowedOrigins of which origins pages may ask, normalised: {@code https://shop.example},
 *     {@code https://*.shop.example} for every subdomain, or {@code *} for all
 * @param limits limits of its own
 */
public record DomainPolicy(
    UUID domainId,
    String name,
    String greeting,
    String locale,
    List<String> allowedOrigins,
    DomainLimits limits) {}
