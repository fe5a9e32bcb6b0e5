package dev.parley.settings;

import java.time.Duration;

/**
 * The way down.
 *
 * @param grace how long answers that run may go on
 */
public record ShutdownSettings(Duration grace) {}
