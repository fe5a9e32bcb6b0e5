package dev.parley.settings;

/**
 * What the log says.
 *
 * @param level the least level that is logged: {@code TRACE}, {@code DEBUG}, {@code INFO}, {@code
 *     WARN} or {@code ERROR}
 * @param maskEmail whether addresses are shown as {@code r***@gmail.com}
 */
public record LoggingSettings(String level, boolean maskEmail) {}
