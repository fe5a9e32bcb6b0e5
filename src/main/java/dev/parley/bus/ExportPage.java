package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * A part of what is known of a person.
 *
 * @param lines a JSON object each, with its {@code type}
 * @param next where the next page begins; empty after the last one
 */
public record ExportPage(List<String> lines, Optional<String> next) {}
