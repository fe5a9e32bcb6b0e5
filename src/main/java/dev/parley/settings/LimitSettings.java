package dev.parley.settings;

/**
 * What one visitor may ask for.
 *
 * @param enabled false switches the limits off, for a load test
 * @param visitorBurst how many turns a visitor may take at once
 * @param visitorPerMinute how many turns a minute he gets back
 */
public record LimitSettings(boolean enabled, int visitorBurst, double visitorPerMinute) {}
