package dev.parley.bus;

import java.util.List;
import java.util.UUID;

/**
 * A tenant, as the people who run it see it.
 *
 * @param id the tenant
 * @param name what it is called
 * @param enabled whether it is on: one that is off is to its visitors as one that is not there
 * @param bot who answers
 * @param fixedText what the fixed bot says
 * @param greeting what its chat begins with; may be empty
 * @param locale its language, a tag as BCP 47 has it
 * @param language PostgreSQL's text search configuration for its knowledge base, such as {@code
 *     english}
 * @param allowedOrigins of which origins pages may ask, as {@link DomainPolicy} has them
 * @param limits its own ones
 * @param articles how many articles its knowledge base has
 */
public record DomainView(
    UUID id,
    String name,
    boolean enabled,
    BotKind bot,
    String fixedText,
    String greeting,
    String locale,
    String language,
    List<String> allowedOrigins,
    DomainLimits limits,
    int articles) {}
