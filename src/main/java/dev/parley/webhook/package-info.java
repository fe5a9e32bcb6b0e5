/**
 * Events for the people who run the sites: posted to their webhooks, signed as the Standard
 * Webhooks specification has it (standardwebhooks.com), at least once.
 *
 * <p>What happened stands in an outbox, the table {@code webhook_delivery}, by the commit of what
 * it tells of; the statements that store turns and answers write it. From there {@link
 * dev.parley.webhook.Dispatcher} claims what is due: {@code FOR UPDATE SKIP LOCKED}, so that any
 * number of processes share the work, and with a lease, so that no transaction is open while
 * something is sent, and what a process had claimed when it was killed is sent again by whoever
 * sees the lease end. {@link dev.parley.webhook.Sender} sends it to an address that was checked
 * ({@link dev.parley.webhook.Destinations}), and {@link dev.parley.webhook.Results} writes down
 * what became of it.
 */
package dev.parley.webhook;
