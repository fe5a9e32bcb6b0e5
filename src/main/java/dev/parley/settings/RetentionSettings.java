package dev.parley.settings;

import java.time.Duration;

/**
 * How old rooms go, in the domains that keep them for so many days.
 *
 * @param every how often they are looked for
 */
public record RetentionSettings(Duration every) {}
