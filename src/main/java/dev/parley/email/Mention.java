package dev.parley.email;

/**
 * An address that a message gives.
 *
 * @param address the address
 * @param stated whether the message says that it is the writer's own: it is nothing but the
 *     address, or introduces it («my email is …»)
 */
public record Mention(EmailAddress address, boolean stated) {}
