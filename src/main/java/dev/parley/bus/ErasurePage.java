package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * Erasures, newest first.
 *
 * @param items a page of them
 * @param next the cursor of the next page
 */
public record ErasurePage(List<Erasure> items, Optional<String> next) implements Page<Erasure> {}
