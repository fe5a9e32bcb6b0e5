package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param <T> of what
 */
public interface Page<T> {

  /** What is on it. */
  List<T> items();

  /** Where the next page begins, to be handed back as it is; empty when this is the last one. */
  Optional<String> next();
}
