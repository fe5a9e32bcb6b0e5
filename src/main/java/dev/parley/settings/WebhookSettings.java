package dev.parley.settings;

import java.time.Duration;

/**
 * How events are sent to the domains' webhooks.
 *
 * @param allowedNetworks addresses that may be asked though they are not of the public internet
 * @param timeout how long one attempt may take, from the look-up of the host to the end of the
 *     answer
 * @param concurrency how many deliveries of one webhook are sent at the same time by this process
 * @param attempts how often a delivery is sent before it has failed
 * @param firstPause after how long the second attempt follows; each further pause is twice as long
 * @param longestPause the longest of those pauses
 */
public record WebhookSettings(
    AddressRanges allowedNetworks,
    Duration timeout,
    int concurrency,
    int attempts,
    Duration firstPause,
    Duration longestPause) {}
