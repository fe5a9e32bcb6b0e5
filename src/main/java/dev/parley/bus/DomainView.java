package dev.parley.bus;

import java.util.UUID;

/**
 * A tenant, as the people who run it see it.
 *
 * @param id the tenant
 * @param name what it is called
 * @param bot who answers
 * @param fixedText what the fixed bot says
 * @param language PostgreSQL's text search configuration for its knowledge base, such as {@code
 *     english}
 * @param articles how many articles its knowledge base has
 */
public record DomainView(
    UUID id, String name, BotKind bot, String fixedText, String language, int articles) {}
