package dev.parley.settings;

import java.nio.file.Path;

/**
 * Everything that can be set, made once at the start. The defaults, with a comment for each, stand
 * in {@code conf/parley.yaml}; names there are the names of the components here.
 *
 * @param http the visitors' side
 * @param management the operators' side
 * @param home where the embedded database and the admin token are kept
 * @param database which PostgreSQL, and how it is used
 * @param turns the queue of turns that wait for the database
 * @param bot the bots
 * @param model the language model
 * @param limits what one visitor may ask for
 * @param retention how old rooms go
 * @param webhooks how events are sent to the domains' owners
 * @param mail the mail server
 * @param logging what the log says
 * @param shutdown the way down
 */
public record Settings(
    HttpSettings http,
    ManagementSettings management,
    Path home,
    DatabaseSettings database,
    TurnSettings turns,
    BotSettings bot,
    ModelSettings model,
    LimitSettings limits,
    RetentionSettings retention,
    WebhookSettings webhooks,
    MailSettings mail,
    LoggingSettings logging,
    ShutdownSettings shutdown) {}
